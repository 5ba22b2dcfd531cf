import { redirect } from "next/navigation";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { supersededText } from "#app/superseded.ts";
import { pageVisitor } from "#app/visitor.ts";
import { titled } from "#app/titled.ts";
import { ChoosePassword } from "#components/auth/password/reset-password.tsx";
import { attemptTimes } from "#lib/attempts/times.ts";
import { emailAttempt } from "#lib/auth/email-sign-in.ts";
import { pageEnd } from "#lib/auth/page-end.ts";
import { newPasswordFacts, refusalIn } from "../words.ts";

export const generateMetadata = titled("password.choose.metaTitle");

export default async function ChoosePasswordPage({ searchParams }: { searchParams: SearchParams }) {
  const visitor = await pageVisitor();
  const id = await queryValue(searchParams, "attempt");
  if (id === undefined) redirect("/signin/password/reset");
  const found = await emailAttempt(visitor, id, "reset_password");
  if (!found.ok) redirect(await pageEnd(found, visitor));
  const superseded = supersededText(found);
  return (
    <ChoosePassword
      email={found.address}
      returnTo={found.attempt.returnTo}
      fields={{ attempt: found.attempt.id }}
      expiresMinutes={attemptTimes.emailCodeSeconds / 60}
      sentAgain={(await queryValue(searchParams, "sent")) === "again"}
      refusal={(await refusalIn(searchParams)) ?? (superseded === undefined ? undefined : { field: "code", text: superseded })}
      facts={await newPasswordFacts(searchParams)}
    />
  );
}
