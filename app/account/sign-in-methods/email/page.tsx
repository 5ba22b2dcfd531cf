import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { signedIn } from "#app/signed-in.ts";
import { supersededText } from "#app/superseded.ts";
import { pageVisitor } from "#app/visitor.ts";
import { titled } from "#app/titled.ts";
import { AskAddress } from "#components/account/email-address.tsx";
import { VerifyCode } from "#components/auth/verify-code.tsx";
import { attemptTimes } from "#lib/attempts/times.ts";
import { pageEnd } from "#lib/auth/page-end.ts";
import { addressPage, addressWish, ownAddressProof } from "#lib/auth/prove-address.ts";
import { addingFor, afterAdding } from "#lib/auth/settings-paths.ts";
import { stepUpPath } from "#lib/auth/step-up.ts";
import { formValues } from "#lib/http/page-response.ts";
import { t } from "#lib/i18n/index.ts";
import { knownOutcome } from "#lib/outcomes.ts";

export const generateMetadata = titled("emailAddress.addTitle");

/** The code that is under way to a new address. */
async function CodeStep({ attempt: id, error, sent }: { attempt: string; error: string | undefined; sent: boolean }) {
  const visitor = await pageVisitor();
  const own = await ownAddressProof(visitor, id);
  if (!own.ok) redirect(await pageEnd(own, visitor));
  const attempt = own.attempt.id;
  const said = error ?? supersededText(own);
  return (
    <VerifyCode
      email={own.address}
      {...(said ? { error: said } : {})}
      sentAgain={sent}
      purpose="prove"
      expiresMinutes={attemptTimes.emailCodeSeconds / 60}
      actionPath={addressPage}
      fields={{ attempt, action: "verify" }}
      resend={{ action: addressPage, fields: { attempt, action: "resend" } }}
      startOverHref={addingFor(addressPage, own.attempt.returnTo)}
    />
  );
}

export default async function EmailAddressPage({ searchParams }: { searchParams: SearchParams }) {
  const returnTo = afterAdding(await queryValue(searchParams, "returnTo"));
  const session = await signedIn(addingFor(addressPage, returnTo));
  const [attempt, problem] = [await queryValue(searchParams, "attempt"), await queryValue(searchParams, "problem")];
  const error = problem ? t(`outcomes.${knownOutcome(problem)}.happened`) : undefined;
  if (attempt !== undefined) return <CodeStep attempt={attempt} error={error} sent={(await queryValue(searchParams, "sent")) === "again"} />;
  const asks = await stepUpPath(session.session, addressWish(session.user, returnTo));
  if (asks) redirect(asks);
  const { email, emailProved } = session.user;
  return <AskAddress proved={emailProved ? email : null} value={formValues(await headers()).email ?? (emailProved ? "" : (email ?? ""))} error={error} returnTo={returnTo} />;
}
