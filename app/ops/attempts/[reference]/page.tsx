import { missing } from "#app/missing.tsx";
import { providerLabels } from "#app/provider-names.ts";
import { routeParam } from "#app/route-params.ts";
import { queryValue, type SearchParams } from "#app/search-params.ts";
import { AttemptDetails, NoAttempt } from "#components/ops/attempt-details.tsx";
import { requireOperator } from "#lib/auth/operator.ts";
import { database } from "#lib/db/client.ts";
import { readReference } from "#lib/ops/attempt-search.ts";
import { attemptView } from "#lib/ops/attempt-view.ts";
import { opsTitle } from "../../ops-title.ts";

export const generateMetadata = async () => await opsTitle("ops.act.attempt");

export default async function AttemptRoute({ params, searchParams }: { params: Promise<{ reference: string }>; searchParams: SearchParams }) {
  if (!(await requireOperator())) return missing();
  const reference = readReference(await routeParam(params, "reference"));
  const attempt = reference === undefined ? null : await attemptView(database().db, reference, new Date());
  if (!attempt) return missing(<NoAttempt reference={reference} />);
  return <AttemptDetails attempt={attempt} names={providerLabels()} sentAgain={(await queryValue(searchParams, "done")) === "resend_code"} />;
}
