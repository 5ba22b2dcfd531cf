import { redirect } from "next/navigation";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { supersededText } from "#app/superseded.ts";
import { pageVisitor } from "#app/visitor.ts";
import { titled } from "#app/titled.ts";
import { ExistingAccountLadder } from "#components/auth/existing-account-ladder.tsx";
import { attemptTimes } from "#lib/attempts/times.ts";
import { ladderView } from "#lib/auth/existing-account.ts";
import { pageEnd } from "#lib/auth/page-end.ts";
import { providerLabel } from "#lib/auth/switched-on.ts";
import { t } from "#lib/i18n/index.ts";
import { passkeyProblem } from "#lib/methods/passkey/problem.ts";
import { knownOutcome } from "#lib/outcomes.ts";

export const generateMetadata = titled("auth.existing.metaTitle");

/** Which of the proofs was refused. */
function aboutOf(problem = "") {
  if (problem.startsWith("password_")) return "password";
  return passkeyProblem(problem) ? "passkey" : "code";
}

export default async function ExistingAccountPage({ searchParams }: { searchParams: SearchParams }) {
  const visitor = await pageVisitor();
  const id = await queryValue(searchParams, "attempt");
  if (id === undefined) redirect("/signin");
  const view = await ladderView(visitor, id);
  if (!view.ok) redirect(await pageEnd(view, visitor));
  const problem = await queryValue(searchParams, "problem");
  const happened = problem ? t(`outcomes.${knownOutcome(problem)}.happened`, { provider: providerLabel(view.provider) }) : supersededText(view);
  return (
    <ExistingAccountLadder
      emailHint={view.email.address}
      provider={providerLabel(view.provider)}
      step={view.step}
      problem={happened === undefined ? undefined : { about: aboutOf(problem), text: happened }}
      sentAgain={(await queryValue(searchParams, "sent")) === "again"}
      expiresMinutes={attemptTimes.emailCodeSeconds / 60}
      fields={{ attempt: view.attempt.id }}
    />
  );
}
