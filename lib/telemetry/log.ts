import pino, { type DestinationStream, type Level, type LevelWithSilent, type Logger } from "pino";
import { requestContext } from "./request-context.ts";
import { redactFields } from "./redact.ts";

type LogConfig = { level?: LevelWithSilent; destination?: DestinationStream };

// One logger a process, although Next bundles this module more than once.
const slot = Symbol.for("siwa.log");
type Holder = { [slot]?: Logger; __vitest_worker__?: unknown };

function createLogger({ level, destination }: LogConfig): Logger {
  // Unit tests read what they ask for through a destination; otherwise their output stays clean.
  const quiet = destination === undefined && "__vitest_worker__" in globalThis;
  const options = {
    level: quiet ? "silent" : (level ?? "info"),
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, destination ?? pino.destination(1));
}

/**
 * Sets level and destination for the rest of the process; called once at its start.
 * @param config.level default `info`
 * @param config.destination default standard output
 */
export function configureLog(config: LogConfig): void {
  (globalThis as Holder)[slot] = createLogger(config);
}

/**
 * Writes one event as one line of JSON, with the id of the request it belongs to. Never throws.
 * Control characters are escaped by JSON, so a value cannot start a line of its own or colour a terminal.
 * @param name past tense, dotted, such as `account.linked`
 * @param fields codes and ids; secrets and addresses are redacted (see redact.ts), our codes go under `outcome`
 */
export function logEvent(name: string, fields: Record<string, unknown> = {}, level: Level = "info"): void {
  const holder = globalThis as Holder;
  const logger = (holder[slot] ??= createLogger({}));
  if (!logger.isLevelEnabled(level)) return;
  const requestId = requestContext()?.requestId;
  try {
    logger[level]({ event: name, ...(requestId === undefined ? {} : { requestId }), ...redactFields(fields) });
  } catch {
    logger.error({ event: "log.failed" });
  }
}
