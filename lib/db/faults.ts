import { AuthError, DatabaseUnavailableError } from "../errors.ts";

/** SQLSTATE classes and codes that mean "not now", whatever was asked. @see PostgreSQL, Appendix A */
const unavailableSqlState = /^(08|53|57P|57014|55P03|25P03|XX000)/;
const unavailablePrisma = new Set(["P1000", "P1001", "P1002", "P1008", "P1017", "P2024", "P2028", "P2037"]);
const unavailableNode = new Set(["ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EPIPE", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENOENT"]);
const unavailableKinds = new Set(["DatabaseNotReachable", "ConnectionClosed", "SocketTimeout", "TooManyConnections", "TlsConnectionError"]);
const unavailableText = /timeout exceeded when trying to connect|connection terminated|query read timeout|too many callers|unable to start a transaction|client has encountered a connection error|not queryable|cannot use a pool after/i;

function* causes(error: unknown): Generator<Record<string, unknown>> {
  let current = error;
  for (let depth = 0; depth < 6 && typeof current === "object" && current !== null; depth += 1) {
    const record = current as Record<string, unknown>;
    yield record;
    const meta = record.meta as Record<string, unknown> | undefined;
    if (typeof meta?.driverAdapterError === "object") yield* causes(meta.driverAdapterError);
    if (Array.isArray(record.errors)) for (const inner of record.errors) yield* causes(inner);
    current = record.cause;
  }
}

/** True when the failure says that PostgreSQL was not there, too busy or too slow; false for faults of the statement. */
export function isDatabaseUnavailable(error: unknown): boolean {
  for (const cause of causes(error)) {
    if (cause instanceof DatabaseUnavailableError) return true;
    const code = typeof cause.code === "string" ? cause.code : "";
    const original = typeof cause.originalCode === "string" ? cause.originalCode : "";
    if (unavailableNode.has(code) || unavailablePrisma.has(code)) return true;
    if ([code, original].some((value) => value.length === 5 && unavailableSqlState.test(value))) return true;
    if (typeof cause.kind === "string" && unavailableKinds.has(cause.kind)) return true;
    if (typeof cause.message === "string" && unavailableText.test(cause.message)) return true;
  }
  return false;
}

/** True when a unique constraint refused a row: somebody else was first. */
export function isUniqueViolation(error: unknown): boolean {
  for (const cause of causes(error)) {
    if (cause.code === "P2002" || cause.code === "23505" || cause.kind === "UniqueConstraintViolation") return true;
  }
  return false;
}

/** True when a row that was just read is no longer there: somebody else took it away. */
export function isMissingRow(error: unknown): boolean {
  for (const cause of causes(error)) if (cause.code === "P2025") return true;
  return false;
}

/** True when PostgreSQL gave up a transaction that may simply be run again: deadlock or serialization failure. */
export function isRetryable(error: unknown): boolean {
  for (const cause of causes(error)) {
    const code = cause.code ?? cause.originalCode;
    if (code === "40001" || code === "40P01" || code === "P2034" || cause.kind === "TransactionWriteConflict") return true;
  }
  return false;
}

/** The error to throw on: an outage becomes DatabaseUnavailableError, everything else stays as it is. */
export function translateDatabaseError(error: unknown): unknown {
  // A failure of ours that broke a transaction off says itself what it is, whatever its cause looks like.
  if (error instanceof AuthError) return error;
  return isDatabaseUnavailable(error) ? new DatabaseUnavailableError(error) : error;
}
