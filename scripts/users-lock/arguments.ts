import { parseArgs } from "node:util";
import { z } from "zod";
import { RemedyError } from "../process/remedy.ts";

export const usage = "npm run users:lock -- <address or user id> [--since 2026-11-20T08:00:00Z] [--yes], or npm run users:lock -- <address or user id> --unlock [--yes]. docs/operating.md says what it does.";

/** `since`: what was added from then on goes; undefined lets everything stay. */
export type LockArguments = { who: string; since: Date | undefined; unlock: boolean; yes: boolean };

// Without a zone a time would be that of whatever machine the command happens to run on.
const moment = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

function sinceOf(text: string | undefined, now: Date): Date | undefined {
  if (text === undefined) return undefined;
  const parsed = moment.safeParse(text);
  if (!parsed.success) throw new RemedyError("--since is not a time.", "Give a day (2026-11-20, from midnight UTC) or a time with its zone (2026-11-20T08:00:00Z, 2026-11-20T08:00:00+01:00).");
  const since = new Date(parsed.data);
  if (since > now) throw new RemedyError("--since is in the future.", "Give the time since when something in the account may have been somebody else.");
  return since;
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: { since: { type: "string" }, unlock: { type: "boolean" }, yes: { type: "boolean" } } });
  } catch (error) {
    throw new RemedyError("That is not how it is used.", usage, { cause: error });
  }
}

/** Reads the command line (pure). @throws RemedyError */
export function readArguments(args: readonly string[], now: Date): LockArguments {
  const { positionals, values } = read(args);
  const [who = ""] = positionals;
  if (positionals.length !== 1 || who.trim() === "") throw new RemedyError("Whose account?", usage);
  if (values.unlock && values.since !== undefined) throw new RemedyError("Opening an account brings nothing back, so there is no --since to it.", usage);
  return { who, since: sinceOf(values.since, now), unlock: values.unlock === true, yes: values.yes === true };
}
