import { say } from "../bootstrap/steps.mjs";
import type { Runtime } from "../process/runtime-file.ts";
import type { Settings } from "./settings.ts";

/** The address without its password: what is printed stays in terminals and logs. */
function withoutPassword(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.password = "";
  return url.href;
}

/** The lines that tell a person where everything is and how to end it (pure). */
export function addressLines(settings: Settings, runtime: Runtime, notes: readonly string[]): string[] {
  const rows: [string, string | undefined][] = [
    ["Site", runtime.appUrl],
    ["Sandbox Amazon", runtime.sandboxUrl],
    ["Mailbox", runtime.mailboxUrl],
    ["Database", withoutPassword(runtime.databaseUrl)],
    ["Data folder", settings.dataDir],
  ];
  const lines = rows.flatMap(([name, value]) => (value === undefined ? [] : [`  ${name.padEnd(16)}${value}`]));
  return ["", ...lines, ...notes.map((note) => `  ${note}`), "", "  Ctrl-C ends everything.", ""];
}

export function printAddresses(settings: Settings, runtime: Runtime, notes: readonly string[]): void {
  say(addressLines(settings, runtime, notes).join("\n"));
}
