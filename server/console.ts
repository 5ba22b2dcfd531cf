import { logEvent } from "#lib/telemetry/log.ts";

const levels = { error: "error", warn: "warn" } as const;

/**
 * Turns what libraries print by themselves into lines of our log. Next prints whole errors, with the arguments of a
 * failed statement in them; only what redaction lets through of the error itself is kept. Not used in development,
 * where a person reads the terminal.
 */
export function captureConsole(): void {
  for (const [method, level] of Object.entries(levels)) {
    console[method as keyof typeof levels] = (...values: unknown[]) => {
      const error = values.find((value) => value instanceof Error);
      logEvent("library.printed", { method, ...(error === undefined ? {} : { error }) }, level);
    };
  }
}
