import { logEvent } from "#lib/telemetry/log.ts";

const levels = { error: "error", warn: "warn" } as const;

/** Next goes on after an error that nobody caught, and prints it under one of these names. */
const escaped = /\b(unhandledRejection|uncaughtException)\b/;

/**
 * Turns what libraries print by themselves into lines of our log. Next prints whole errors, with the arguments of a
 * failed statement in them; only what redaction lets through of the error itself is kept. Not used in development,
 * where a person reads the terminal.
 */
export function captureConsole(): void {
  for (const [method, level] of Object.entries(levels)) {
    console[method as keyof typeof levels] = (...values: unknown[]) => {
      const error = values.find((value) => value instanceof Error);
      const kind = escaped.exec(values.filter((value) => typeof value === "string").join(" "))?.[1];
      logEvent(kind ? "process.error_escaped" : "library.printed", { ...(kind ? { kind } : { method }), ...(error === undefined ? {} : { error }) }, level);
    };
  }
}
