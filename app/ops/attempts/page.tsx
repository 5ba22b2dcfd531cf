import { redirect } from "next/navigation";
import { missing } from "#app/missing.tsx";
import { providerLabels } from "#app/provider-names.ts";
import { queryValue, type SearchParams } from "#app/search-params.ts";
import { AttemptsPage } from "#components/ops/attempts-page.tsx";
import { requireOperator } from "#lib/auth/operator.ts";
import { database } from "#lib/db/client.ts";
import { t } from "#lib/i18n/index.ts";
import { methodInWords } from "#lib/i18n/sign-in-words.ts";
import { readReference, readSearch, searchAttempts, underWay } from "#lib/ops/attempt-search.ts";
import { outcomeCodes } from "#lib/outcomes.ts";
import { signInMethods } from "#lib/sessions/methods.ts";
import { opsTitle } from "../ops-title.ts";

export const generateMetadata = async () => await opsTitle("ops.attempts.title");

export default async function AttemptsRoute({ searchParams }: { searchParams: SearchParams }) {
  if (!(await requireOperator())) return missing();
  const typed = (await queryValue(searchParams, "ref"))?.trim() || undefined;
  const reference = readReference(typed);
  if (reference !== undefined) redirect(`/ops/attempts/${reference}`);
  const search = readSearch({
    outcome: await queryValue(searchParams, "outcome"),
    method: await queryValue(searchParams, "method"),
    from: await queryValue(searchParams, "from"),
    to: await queryValue(searchParams, "to"),
    before: await queryValue(searchParams, "before"),
  });
  const names = providerLabels();
  const outcomeOptions = [{ value: underWay, text: t("ops.attempts.underWay") }, ...outcomeCodes.toSorted().map((value) => ({ value, text: value }))];
  const methodOptions = signInMethods.map((value) => ({ value, text: methodInWords(value, names) }));
  return <AttemptsPage {...(await searchAttempts(database().db, search))} search={search} notReference={typed?.slice(0, 60)} outcomeOptions={outcomeOptions} methodOptions={methodOptions} names={names} />;
}
