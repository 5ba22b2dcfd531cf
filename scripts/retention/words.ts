import type { Applied, Reviewed } from "#lib/jobs/retention.ts";

const line = (kind: string, text: string) => `  ${kind.padEnd(20)} ${text}`;

/** What would go, a line for each kind. */
export function reviewedLines(reviewed: readonly Reviewed[]): string[] {
  return reviewed.map(({ kind, count, more, oldest }) => line(kind, `${count}${more ? "+" : ""}${oldest === null ? "" : `, the oldest from ${oldest.toISOString()}`}`));
}

/** What went, a line for each kind. */
export function appliedLines(applied: readonly Applied[]): string[] {
  return applied.map(({ kind, removed }) => line(kind, String(removed)));
}
