import { redirect } from "next/navigation";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { supersededText } from "#app/superseded.ts";
import { pageVisitor } from "#app/visitor.ts";
import { titled } from "#app/titled.ts";
import { VerifyCode } from "#components/auth/verify-code.tsx";
import { attemptTimes } from "#lib/attempts/times.ts";
import { emailAttempt } from "#lib/auth/email-sign-in.ts";
import { pageEnd } from "#lib/auth/page-end.ts";
import { t } from "#lib/i18n/index.ts";
import { knownOutcome } from "#lib/outcomes.ts";

export const generateMetadata = titled("auth.code.metaTitle");

export default async function CheckEmailPage({ searchParams }: { searchParams: SearchParams }) {
  const visitor = await pageVisitor();
  const found = await emailAttempt(visitor, await queryValue(searchParams, "attempt"));
  if (!found.ok) redirect(await pageEnd(found, visitor));
  const problem = await queryValue(searchParams, "problem");
  return (
    <VerifyCode
      email={found.address}
      error={problem ? t(`outcomes.${knownOutcome(problem)}.happened`) : supersededText(found)}
      sentAgain={(await queryValue(searchParams, "sent")) === "again"}
      purpose="sign_in"
      expiresMinutes={attemptTimes.emailCodeSeconds / 60}
      actionPath="/signin/verify"
      fields={{ attempt: found.attempt.id }}
      resend={{ action: "/signin/verify", fields: { attempt: found.attempt.id, action: "resend" } }}
      startOverHref={`/signin?${new URLSearchParams({ returnTo: found.attempt.returnTo })}`}
    />
  );
}
