import { parseArgs } from "node:util";
import { RemedyError } from "../process/remedy.ts";

export const usage = "npm run retention, or npm run retention -- --apply; with --json for machines. docs/operating.md says what it does.";

export type RetentionArguments = { apply: boolean; json: boolean };

/** Reads the command line (pure). @throws RemedyError */
export function readArguments(args: readonly string[]): RetentionArguments {
  try {
    const { values } = parseArgs({ args: [...args], options: { apply: { type: "boolean", default: false }, json: { type: "boolean", default: false } } });
    return values;
  } catch (error) {
    throw new RemedyError("That is not how it is used.", usage, { cause: error });
  }
}
