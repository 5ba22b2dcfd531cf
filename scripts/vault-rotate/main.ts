import { parseArgs } from "node:util";
import { vaultKeys } from "#lib/crypto/vault-keys.ts";
import { closeDatabase, database } from "#lib/db/client.ts";
import { configureLog } from "#lib/telemetry/log.ts";
import { rotateTokens, type Rotation } from "#lib/token-vault/rotate.ts";
import { say } from "../bootstrap/steps.mjs";
import { withOperatorSite } from "../database/operator.ts";
import { RemedyError } from "../process/remedy.ts";

/** What the command ends with when tokens are there that no key opens. */
const lostExitCode = 2;
const mostPasses = 10;
const usage = "npm run vault:rotate, or npm run vault:rotate -- --batch 50. docs/operating.md says what it does.";

function batchOf(args: string[]): number {
  try {
    const { values } = parseArgs({ args, options: { batch: { type: "string", default: "200" } } });
    if (/^[1-9]\d{0,2}$/.test(values.batch)) return Number(values.batch);
  } catch (error) {
    throw new RemedyError("That is not how it is used.", usage, { cause: error });
  }
  throw new RemedyError("--batch is not a number from 1 to 999.", usage);
}

const line = ({ looked, sealed, lost }: Rotation) => `  ${looked} accounts looked at, ${sealed} sealed anew${lost > 0 ? `, ${lost} that no key opens` : ""}`;

async function rotate(batch: number): Promise<number> {
  const [newest] = vaultKeys();
  say(`Sealing the tokens of linked accounts with the key ${newest?.keyId ?? ""}.`);
  for (let pass = 1; ; pass += 1) {
    const done = await rotateTokens(database(), vaultKeys(), { batch, onPage: (so) => say(line(so)) });
    if (done.overtaken > 0 && pass < mostPasses) {
      say(`Looking again: ${done.overtaken} got other tokens meanwhile.`);
      continue;
    }
    if (done.overtaken > 0) throw new RemedyError("Some tokens are still sealed with an older key.", "See that every process has the new key first in VAULT_KEYS, and run it again.");
    if (done.lost === 0) {
      say("Done: the older keys open nothing of them any more.");
      return 0;
    }
    say(`${done.lost} accounts have tokens that none of the keys opens. They are kept and not used: put the key back and run it again, or their owners connect anew.`);
    return lostExitCode;
  }
}

await withOperatorSite(async () => {
  const batch = batchOf(process.argv.slice(2));
  // Of keys that are gone the last line says how many; only what a key should have opened is said one by one.
  configureLog({ level: "error" });
  try {
    return await rotate(batch);
  } finally {
    await closeDatabase();
  }
});
