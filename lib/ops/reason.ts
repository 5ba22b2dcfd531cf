/** As many characters of a reason as the audit keeps. */
export const mostReasonCharacters = 200;

export type Reason = { ok: true; reason: string } | { ok: false; problem: "reason_missing" | "reason_long" };

/**
 * Why an operator does something, as the audit keeps it: one line, without what controls a terminal or turns the
 * direction of writing. The audit outlives the person it is about, so what looks like an e-mail address is left out.
 */
export function readReason(text: string): Reason {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ").replaceAll(/[^\s@<>()"]+@[^\s@<>()"]+/g, "[address]").replaceAll(/\s+/g, " ").trim();
  if (line === "") return { ok: false, problem: "reason_missing" };
  return line.length > mostReasonCharacters ? { ok: false, problem: "reason_long" } : { ok: true, reason: line };
}
