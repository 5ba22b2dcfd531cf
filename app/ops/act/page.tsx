import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { missing } from "#app/missing.tsx";
import { providerLabels } from "#app/provider-names.ts";
import { queryValue, type SearchParams } from "#app/search-params.ts";
import { ActPanel, ClosePreview, CloseSpanForm } from "#components/ops/act-panel.tsx";
import { requireOperator } from "#lib/auth/operator.ts";
import { stepUpPath } from "#lib/auth/step-up.ts";
import { formValues } from "#lib/http/page-response.ts";
import { t } from "#lib/i18n/index.ts";
import { actView } from "#lib/ops/act-view.ts";
import { actWish, closeSpans } from "#lib/ops/deed-wish.ts";
import { knownRefusal } from "#lib/ops/refusals.ts";
import { opsTitle } from "../ops-title.ts";

export const generateMetadata = async () => await opsTitle("ops.user.deedsTitle");

/** What a refused form, or a deed that cannot be done, is told. */
function problemOf(said: string | undefined, found: string | undefined): { field: boolean; text: string } | undefined {
  const problem = knownRefusal(said) ?? knownRefusal(found);
  return problem && { field: problem.startsWith("reason_"), text: t(`ops.refused.${problem}`) };
}

export default async function ActRoute({ searchParams }: { searchParams: SearchParams }) {
  const operator = await requireOperator();
  if (!operator) return missing();
  const since = await queryValue(searchParams, "since");
  const asked = { deed: await queryValue(searchParams, "deed"), user: await queryValue(searchParams, "user"), attempt: await queryValue(searchParams, "attempt"), since };
  const view = await actView(operator, asked, new Date());
  if (!view) return missing();
  const { wish, target, otherOperator, refusal, closing } = view;
  const first = refusal === undefined ? await stepUpPath(operator.session, actWish(wish)) : null;
  if (first) redirect(first);
  const problem = problemOf(await queryValue(searchParams, "problem"), refusal);
  const user = wish.deed === "resend_code" ? undefined : wish.user;
  const fields: Record<string, string> = wish.deed === "resend_code" ? { attempt: wish.attempt } : { user: wish.user, ...(wish.deed === "close" && wish.since ? { since: wish.since.toISOString() } : {}) };
  return (
    <ActPanel deed={wish.deed} target={target} fields={fields} reason={formValues(await headers()).reason} problem={problem} otherOperator={otherOperator} possible={refusal === undefined && closing?.nothing !== true}>
      {wish.deed === "close" && user !== undefined && <CloseSpanForm user={user} span={since !== undefined && Object.hasOwn(closeSpans, since) ? since : undefined} />}
      {closing && <ClosePreview closed={closing.closed} nothing={closing.nothing} names={providerLabels()} />}
    </ActPanel>
  );
}
