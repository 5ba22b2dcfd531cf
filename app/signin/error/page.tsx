import type { Metadata } from "next";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { pageVisitor } from "#app/visitor.ts";
import { RecoveryPage } from "#components/auth/recovery-page.tsx";
import { recoveryActions } from "#app/signin/error/actions.ts";
import { isSwitchedOn } from "#lib/accounts/usable-provider.ts";
import { noteRecoveryVisit, returnToOf } from "#lib/auth/recovery.ts";
import { providerLabel, viaOf } from "#lib/auth/switched-on.ts";
import { env } from "#lib/env.ts";
import { t } from "#lib/i18n/index.ts";
import { knownOutcome } from "#lib/outcomes.ts";
import { referencePattern } from "#lib/crypto/random.ts";
import type { ProviderName } from "#lib/sessions/methods.ts";

/** The provider that the address names, if it is a way in here. */
async function viaFrom(searchParams: SearchParams): Promise<ProviderName | undefined> {
  const via = viaOf(await queryValue(searchParams, "via"));
  return via && isSwitchedOn(via) ? via : undefined;
}

export async function generateMetadata({ searchParams }: { searchParams: SearchParams }): Promise<Metadata> {
  const provider = providerLabel(await viaFrom(searchParams));
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
  const returnTo = await returnToOf(reference, await pageVisitor());
  const via = await viaFrom(searchParams);
  const provider = providerLabel(via);
  return (
    <RecoveryPage
      title={t(`outcomes.${code}.title`, { provider })}
      whatHappened={t(`outcomes.${code}.happened`, { provider })}
      whatNow={wait ?? t(`outcomes.${code}.next`, { provider })}
      actions={recoveryActions(code, returnTo, via)}
      reference={reference}
      supportEmail={env().SUPPORT_EMAIL}
    />
  );
}
