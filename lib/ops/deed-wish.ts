import type { StepUpWish } from "../auth/step-up.ts";

/** What an operator wants done, and to whom. */
export type DeedWish =
  | { deed: "end_sessions" | "open" | "resend_notice"; user: string }
  /** `since`: ways in that came from then on go, too; without it all stay. */
  | { deed: "close"; user: string; since?: Date | undefined }
  | { deed: "resend_code"; attempt: string };
export type Deed = DeedWish["deed"];

export const userDeeds = ["end_sessions", "close", "open", "resend_notice"] as const satisfies readonly Deed[];

/** How far back somebody may have been in an account, in seconds. */
export const closeSpans = { hour: 3_600, day: 86_400, week: 7 * 86_400, month: 30 * 86_400 } as const;
export type CloseSpan = keyof typeof closeSpans;

/** Since when ways in go: a span of time before now, or a moment; undefined for anything else, and for the future. */
export function closeSince(text: string | undefined, now: Date): Date | undefined {
  if (text === undefined) return undefined;
  if (Object.hasOwn(closeSpans, text)) return new Date(now.getTime() - closeSpans[text as CloseSpan] * 1_000);
  const at = /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) ? new Date(text) : undefined;
  return at && !Number.isNaN(at.getTime()) && at.toISOString() === text && at <= now ? at : undefined;
}

/** The page that says what a deed does, and asks for the reason. */
export function actPath(wish: DeedWish): string {
  const fields: Record<string, string> = wish.deed === "resend_code" ? { attempt: wish.attempt } : { user: wish.user };
  const since: Record<string, string> = wish.deed === "close" && wish.since ? { since: wish.since.toISOString() } : {};
  return `/ops/act?${new URLSearchParams({ deed: wish.deed, ...fields, ...since })}`;
}

/** The fresh proof that every deed asks for. */
export function actWish(wish: DeedWish): StepUpWish {
  return { purpose: "operate", returnTo: actPath(wish) };
}
