import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { missing } from "#app/missing.tsx";
import { providerLabels } from "#app/provider-names.ts";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { supersededText } from "#app/superseded.ts";
import { pageVisitor } from "#app/visitor.ts";
import { EnterCode, SendCode } from "#components/auth/reauthenticate/email-code.tsx";
import { NoMethod, SignInAgain, WriteInstead } from "#components/auth/reauthenticate/first-method.tsx";
import { EnterPassword } from "#components/auth/reauthenticate/password.tsx";
import { UsePasskey } from "#components/auth/reauthenticate/passkey.tsx";
import { ReauthenticatePanel } from "#components/auth/reauthenticate/panel.tsx";
import { attemptTimes } from "#lib/attempts/times.ts";
import { requireOperator } from "#lib/auth/operator.ts";
import { pageEnd } from "#lib/auth/page-end.ts";
import { isAway } from "#lib/auth/provider-health.ts";
import { ownReauthentication, reauthenticateView, stepUpCode } from "#lib/auth/reauthenticate.ts";
import { reauthenticatePath, type StepUpWish } from "#lib/auth/step-up.ts";
import { safeReturnTo } from "#lib/http/return-to.ts";
import { t } from "#lib/i18n/index.ts";
import { passkeyProblem } from "#lib/methods/passkey/problem.ts";
import { knownOutcome } from "#lib/outcomes.ts";
import { knownPurpose, type StepUpPurpose } from "#lib/sessions/step-up.ts";

export async function generateMetadata({ searchParams }: { searchParams: SearchParams }): Promise<Metadata> {
  return { title: (await queryValue(searchParams, "attempt")) === undefined ? t("stepUp.metaTitle") : t("auth.code.metaTitle") };
}

/** The code of a step-up that is under way. */
async function CodeStep({ attempt: id, problem, sent }: { attempt: string; problem: string | undefined; sent: boolean }) {
  const visitor = await pageVisitor();
  const own = await ownReauthentication(visitor, id, "email_code");
  if (!own.ok) redirect(await pageEnd(own, visitor));
  const pending = await stepUpCode(own.attempt);
  if (!pending) redirect(reauthenticatePath(own.wish));
  const error = problem ? t(`outcomes.${knownOutcome(problem)}.happened`) : supersededText(pending);
  return (
    <ReauthenticatePanel
      lead={t(`stepUp.purposes.${own.wish.purpose}`)}
      error={error ? { fieldId: "code", text: error } : undefined}
      notice={sent && !error ? t("auth.code.sentAgain") : undefined}
      otherWaysHref={reauthenticatePath(own.wish)}
    >
      <EnterCode email={pending.address} fields={{ attempt: own.attempt.id }} error={error} expiresMinutes={attemptTimes.emailCodeSeconds / 60} />
    </ReauthenticatePanel>
  );
}

/** What everybody may ask for, whether they add a method for it or not. */
const rights: readonly StepUpPurpose[] = ["delete", "export"];

/** The ways in which somebody can prove it, for one purpose. */
async function Ways({ wish, problem }: { wish: StepUpWish; problem: string | undefined }) {
  const view = await reauthenticateView(await pageVisitor(), wish);
  if (view.kind === "signed_out") redirect(`/signin?${new URLSearchParams({ returnTo: wish.returnTo })}`);
  if (view.kind === "proved") redirect(wish.returnTo);
  const fields = { ...wish };
  const words = (code: string) => t(`outcomes.${knownOutcome(code)}.happened`);
  const passwordError = problem?.startsWith("password_") ? words(problem) : undefined;
  const passkey = passkeyProblem(problem);
  const error = passwordError ? { fieldId: "password", text: passwordError } : passkey && { text: `${words(passkey)} ${t(`outcomes.${passkey}.next`)}` };
  return (
    <ReauthenticatePanel lead={t(`stepUp.purposes.${wish.purpose}`)} error={error}>
      {view.kind === "ask" && view.methods.email?.proved && <SendCode email={view.methods.email.address} fields={fields} />}
      {view.kind === "ask" && view.methods.password && view.methods.email && <EnterPassword key="password" email={view.methods.email.address} fields={fields} error={passwordError} />}
      {view.kind === "ask" && view.methods.passkeys.length > 0 && <UsePasskey key="passkey" fields={fields} />}
      {view.kind === "first_method" && view.providers.map((provider) => <SignInAgain key={provider} provider={provider} name={providerLabels()[provider]} fields={fields} merging={wish.purpose === "merge"} away={isAway(provider)} />)}
      {view.kind === "no_method" && <NoMethod returnTo={wish.returnTo} />}
      {view.kind === "no_method" && rights.includes(wish.purpose) && <WriteInstead />}
    </ReauthenticatePanel>
  );
}

export default async function ReauthenticatePage({ searchParams }: { searchParams: SearchParams }) {
  const attempt = await queryValue(searchParams, "attempt");
  const problem = await queryValue(searchParams, "problem");
  if (attempt !== undefined) return <CodeStep attempt={attempt} problem={problem} sent={(await queryValue(searchParams, "sent")) === "again"} />;
  const purpose = knownPurpose(await queryValue(searchParams, "purpose"));
  if (!purpose || (purpose === "operate" && !(await requireOperator()))) return missing();
  return <Ways wish={{ purpose, returnTo: safeReturnTo(await queryValue(searchParams, "returnTo")) }} problem={problem} />;
}
