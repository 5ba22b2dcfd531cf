import type { Metadata } from "next";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { pageVisitor } from "#app/visitor.ts";
import { whoIs } from "#components/account/linking/who.ts";
import { RecoveryPage } from "#components/auth/recovery-page.tsx";
import { recoveryActions } from "#app/signin/error/actions.ts";
import { isSwitchedOn } from "#lib/accounts/usable-provider.ts";
import { attemptBehind, expectedAccount, noteRecoveryVisit } from "#lib/auth/recovery.ts";
import { isAway } from "#lib/auth/provider-health.ts";
import { providerLabel } from "#lib/auth/switched-on.ts";
import { t } from "#lib/i18n/index.ts";
import { knownOutcome } from "#lib/outcomes.ts";
import { referencePattern } from "#lib/crypto/random.ts";
import { isProviderName, type ProviderName } from "#lib/sessions/methods.ts";

/** The provider that a word names, if it is a way in here. */
function wayIn(word: string | undefined): ProviderName | undefined {
  return isProviderName(word) && isSwitchedOn(word) ? word : undefined;
}

export async function generateMetadata({ searchParams }: { searchParams: SearchParams }): Promise<Metadata> {
  const provider = providerLabel(wayIn(await queryValue(searchParams, "via")));
  return { title: t(`outcomes.${knownOutcome(await queryValue(searchParams, "code"))}.title`, { provider }) };
}

const mostWaitSeconds = 86_400;

/** When a person who did something too often can go on, in words; undefined when nobody said. */
function waitWords(given: string | undefined): string | undefined {
  const seconds = given !== undefined && /^[1-9]\d{0,4}$/.test(given) ? Number(given) : undefined;
  if (seconds === undefined || seconds > mostWaitSeconds) return undefined;
  const minutes = Math.ceil(seconds / 60);
  return minutes > 120 ? t("auth.recovery.waitHours", { hours: Math.ceil(minutes / 60) }) : t("auth.recovery.waitMinutes", { minutes });
}

/** Always 200: what happened, what to do now, other ways in, and the reference. Needs no database. */
export default async function RecoveryRoute({ searchParams }: { searchParams: SearchParams }) {
  const code = knownOutcome(await queryValue(searchParams, "code"));
  const given = await queryValue(searchParams, "ref");
  // Whoever comes without a number gets one: it finds this visit in the log.
  const reference = given && referencePattern.test(given) ? given : noteRecoveryVisit(code);
  const wait = code === "rate_limited" ? waitWords(await queryValue(searchParams, "wait")) : undefined;
  const visitor = await pageVisitor();
  const attempt = await attemptBehind(reference, visitor);
  const via = wayIn(await queryValue(searchParams, "via")) ?? wayIn(attempt?.method);
  const provider = providerLabel(via);
  const expected = code === "reconnect_other_account" ? await expectedAccount(attempt, visitor) : null;
  return (
    <RecoveryPage
      title={t(`outcomes.${code}.title`, { provider })}
      whatHappened={t(`outcomes.${code}.happened`, { provider }) + (expected ? ` ${t("linking.expected", { name: whoIs(expected) })}` : "")}
      whatNow={wait ?? t(`outcomes.${code}.next`, { provider })}
      actions={recoveryActions(code, { attempt, via, amazonAway: isAway("amazon") })}
      reference={reference}
    />
  );
}
