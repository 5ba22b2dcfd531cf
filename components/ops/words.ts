import { t } from "#lib/i18n/index.ts";
import { methodInWords } from "#lib/i18n/sign-in-words.ts";
import { knownOutcome, outcomes } from "#lib/outcomes.ts";
import type { ListedAttempt } from "#lib/ops/attempt-search.ts";

/** What people call each provider. */
export type Names = Readonly<Record<string, string>>;

type Known = Pick<ListedAttempt, "intent" | "method">;

/** What was wanted, and by which way. */
export function attemptInWords({ intent, method }: Known, names: Names): string {
  return t("ops.attempts.item", { intent: t(`ops.intents.${intent as "sign_in"}`), method: methodInWords(method, names) });
}

/** The words of an outcome that the shopper was shown. */
export function outcomeWords(outcome: string, method: string, names: Names): { title: string; happened: string; next: string } {
  const [code, values] = [knownOutcome(outcome), { provider: names[method] ?? names.amazon ?? "" }];
  return { title: t(`outcomes.${code}.title`, values), happened: t(`outcomes.${code}.happened`, values), next: t(`outcomes.${code}.next`, values) };
}

/** Whose doing an outcome is. */
export function whoseInWords(outcome: string): string {
  return t(`ops.whose.${outcomes[knownOutcome(outcome)].whose}`);
}

/** How long something took. */
export function durationInWords(milliseconds: number): string {
  if (milliseconds < 1_000) return t("ops.attempt.milliseconds", { count: milliseconds });
  const seconds = milliseconds / 1_000;
  if (seconds < 60) return t("ops.attempt.seconds", { count: Math.round(seconds * 10) / 10 });
  return t("ops.attempt.minutes", { minutes: Math.floor(seconds / 60), seconds: Math.floor(seconds % 60) });
}
