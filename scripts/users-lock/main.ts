import { createInterface } from "node:readline/promises";
import { changesNothing, closeByOperator, findUser, openByOperator } from "#lib/accounts/operator-lock.ts";
import { vaultKeys } from "#lib/crypto/vault-keys.ts";
import { closeDatabase, database } from "#lib/db/client.ts";
import { env } from "#lib/env.ts";
import { stopQueue } from "#lib/jobs/queue.ts";
import { say } from "../bootstrap/steps.mjs";
import { withOperatorSite } from "../database/operator.ts";
import { type LockArguments, readArguments } from "./arguments.ts";
import { closedLines, closingRefusal, foundLines, lookupRefusal } from "./words.ts";

/** What a command ends with that found no one user to do it to. */
const refusedExitCode = 2;

function refuse({ message, remedy }: { message: string; remedy: string }): number {
  process.stderr.write(`\n${message}\nNothing was changed.\nWhat to do: ${remedy}\n`);
  return refusedExitCode;
}

/** By `--yes`, or by a word on a terminal. */
async function agreed({ yes }: LockArguments): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    say("Nothing was changed. Add --yes to do it.");
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question("Type yes to do it: ");
  terminal.close();
  if (answer.trim() === "yes") return true;
  say("Nothing was changed.");
  return false;
}

async function close(userId: string, wish: LockArguments): Promise<number> {
  const closing = { userId, since: wish.since ?? new Date(), keys: vaultKeys() };
  const unlockAddress = new URL("/signin/unlock", env().AUTH_URL).href;
  const preview = await closeByOperator(database(), { ...closing, now: new Date() }, { preview: true });
  if (preview.kind === "refused") return refuse(closingRefusal(preview));
  if (changesNothing(preview)) {
    say(`${preview.locked ? "It is locked already, and there" : "There"} is nothing more to take away.`);
    return 0;
  }
  say(["Closing it does this:", ...closedLines(preview, wish.since, unlockAddress)].join("\n"));
  if (!(await agreed(wish))) return 0;
  const done = await closeByOperator(database(), { ...closing, now: new Date() }, { preview: false });
  if (done.kind === "refused") return refuse(closingRefusal(done));
  say(["Done:", ...closedLines(done, wish.since, unlockAddress)].join("\n"));
  return 0;
}

async function open(userId: string, wish: LockArguments): Promise<number> {
  say("Opening it lets its ways in sign in again, and tells its owner by mail. What was removed does not come back.");
  if (!(await agreed(wish))) return 0;
  const opened = await openByOperator(database(), { userId, now: new Date(), keys: vaultKeys() });
  say(opened ? "Done: it is open." : "It is not locked any more: somebody was faster.");
  return 0;
}

async function run(wish: LockArguments): Promise<number> {
  const found = await findUser(database().db, wish.who);
  if (found.kind !== "found") return refuse(lookupRefusal(found));
  const { user } = found;
  say(foundLines(user).join("\n"));
  if (!wish.unlock) return await close(user.userId, wish);
  if (user.status === "locked") return await open(user.userId, wish);
  say("It is not locked, so there is nothing to open.");
  return 0;
}

await withOperatorSite(async () => {
  const wish = readArguments(process.argv.slice(2), new Date());
  try {
    return await run(wish);
  } finally {
    await stopQueue();
    await closeDatabase();
  }
});
