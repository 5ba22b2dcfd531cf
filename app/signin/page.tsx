import { headers } from "next/headers";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { titled } from "#app/titled.ts";
import { AlreadySignedIn } from "#components/auth/already-signed-in.tsx";
import { SignInPanel } from "#components/auth/sign-in-panel.tsx";
import { auth, signedOutReason } from "#lib/auth/session.ts";
import { isSharedComputer } from "#lib/auth/shared-computer.ts";
import { countShown } from "#lib/auth/shown.ts";
import { env } from "#lib/env.ts";
import { isSecure } from "#lib/http/cookies.ts";
import { formValues } from "#lib/http/form-values.ts";
import { safeReturnTo } from "#lib/http/return-to.ts";
import { t } from "#lib/i18n/index.ts";
import { passkeyProblem } from "#lib/methods/passkey/problem.ts";
import { signInWays } from "./ways.ts";

export const generateMetadata = titled("auth.signIn.metaTitle");

/** What is said to somebody who was led here; nothing for any other word in the address. */
function infoOf(told: string | undefined) {
  if (told === "consent_denied") return { kind: "info", title: t("outcomes.consent_denied.title"), text: t("outcomes.consent_denied.next") } as const;
  if (told === "closed") return { kind: "info", title: t("sessions.notMe.doneTitle"), text: t("sessions.notMe.doneText") } as const;
  if (told === "deletion") return { kind: "info", title: t("deletion.goodbye.title"), text: t("deletion.goodbye.back") } as const;
  return told === "merge_undone" ? ({ kind: "info", title: t("merge.undo.doneTitle"), text: t("merge.undo.signedOut") } as const) : undefined;
}

/** Why the session ended that this browser still asks with. */
async function endedInfo() {
  const why = await signedOutReason();
  return why === null ? undefined : ({ kind: "info", title: t("sessions.endedTitle"), text: t(`sessions.why.${why}`) } as const);
}

export default async function SignInPage({ searchParams }: { searchParams: SearchParams }) {
  const returnTo = safeReturnTo(await queryValue(searchParams, "returnTo"));
  const session = await auth();
  if (session.state === "signed_in") return <AlreadySignedIn name={session.user.name ?? session.user.email} returnTo={returnTo} />;
  const problem = await queryValue(searchParams, "problem");
  const passkey = passkeyProblem(problem);
  const refused = problem === "email_address_invalid";
  const sent = await headers();
  countShown(sent.get("user-agent"));
  const ways = signInWays(refused ? { error: t("outcomes.email_address_invalid.next"), typed: formValues(sent).email } : undefined, sent.get("cookie"));
  const info = infoOf(await queryValue(searchParams, "notice")) ?? (await endedInfo());
  const notice = passkey ? ({ kind: "error", title: t(`outcomes.${passkey}.title`), text: `${t(`outcomes.${passkey}.happened`)} ${t(`outcomes.${passkey}.next`)}` } as const) : info;
  return <SignInPanel shared={isSharedComputer(sent.get("cookie"), isSecure(env().AUTH_URL))} siteName={env().SITE_NAME} returnTo={returnTo} ways={ways} notice={notice} />;
}
