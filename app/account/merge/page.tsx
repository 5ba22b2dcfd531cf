import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { providerLabels } from "#app/provider-names.ts";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { supersededText } from "#app/superseded.ts";
import { pageVisitor } from "#app/visitor.ts";
import { ExplainMerge } from "#components/account/merge/explain-merge.tsx";
import { ProveOther, type ProveOtherField } from "#components/account/merge/prove-other.tsx";
import { VerifyCode } from "#components/auth/verify-code.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { attemptTimes } from "#lib/attempts/times.ts";
import { ownMergeCode } from "#lib/auth/merge/other-side.ts";
import { mergePage } from "#lib/auth/merge/paths.ts";
import { mergeView } from "#lib/auth/merge/view.ts";
import { pageEnd } from "#lib/auth/page-end.ts";
import { isAway } from "#lib/auth/provider-health.ts";
import { formValues } from "#lib/http/form-values.ts";
import { t } from "#lib/i18n/index.ts";
import { passkeyProblem } from "#lib/methods/passkey/problem.ts";
import { knownOutcome } from "#lib/outcomes.ts";

export async function generateMetadata({ searchParams }: { searchParams: SearchParams }): Promise<Metadata> {
  return { title: (await queryValue(searchParams, "attempt")) === undefined ? t("merge.metaTitle") : t("auth.code.metaTitle") };
}

/** The code that is under way to the address of the other account. */
async function CodeStep({ attempt: id, error, sent }: { attempt: string; error: string | undefined; sent: boolean }) {
  const visitor = await pageVisitor();
  const own = await ownMergeCode(visitor, id);
  if (!own.ok) redirect(await pageEnd(own, visitor));
  const fields = { attempt: own.attempt.id };
  const said = error ?? supersededText(own);
  return (
    <VerifyCode
      email={own.address}
      {...(said ? { error: said } : {})}
      sentAgain={sent}
      purpose="prove"
      expiresMinutes={attemptTimes.emailCodeSeconds / 60}
      actionPath={mergePage}
      fields={{ ...fields, action: "verify_code" }}
      resend={{ action: mergePage, fields: { ...fields, action: "resend_code" } }}
      startOverHref={mergePage}
    />
  );
}

/** The field of a refusal; none for a passkey, which has no field. */
function fieldOf(problem: string, way: string | undefined): ProveOtherField | undefined {
  if (problem.startsWith("password_")) return "password";
  if (problem !== "email_address_invalid") return undefined;
  return way === "password" ? "password-email" : "code-email";
}

export default async function MergePage({ searchParams }: { searchParams: SearchParams }) {
  const [attempt, problem] = [await queryValue(searchParams, "attempt"), await queryValue(searchParams, "problem")];
  const text = problem ? t(`outcomes.${knownOutcome(problem)}.happened`) : undefined;
  if (attempt !== undefined) return <CodeStep attempt={attempt} error={text} sent={(await queryValue(searchParams, "sent")) === "again"} />;
  const view = await mergeView(await pageVisitor());
  if (view.kind === "signed_out") redirect(`/signin?${new URLSearchParams({ returnTo: mergePage })}`);
  const who = view.session.user.name ?? view.session.user.email;
  if (view.kind === "prove_signed_in") {
    return (
      <ExplainMerge who={who} begun={false}>
        <ButtonLink href={view.path} full>
          {t("merge.start")}
        </ButtonLink>
      </ExplainMerge>
    );
  }
  const fieldId = problem && fieldOf(problem, await queryValue(searchParams, "way"));
  const passkey = passkeyProblem(problem);
  const error = text && (fieldId ? { fieldId, text } : passkey && { text: `${text} ${t(`outcomes.${passkey}.next`)}` });
  const labels = providerLabels();
  return (
    <ExplainMerge who={who} error={error || undefined} begun>
      <ProveOther typed={formValues(await headers()).email} problem={fieldId && text ? { field: fieldId, text } : undefined} providers={view.providers.map((name) => ({ name, label: labels[name], away: isAway(name) }))} />
    </ExplainMerge>
  );
}
