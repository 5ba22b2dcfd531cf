import { headers } from "next/headers";
import { missing } from "#app/missing.tsx";
import { queryValue, type SearchParams } from "#app/search-params.ts";
import { UserSearchPage } from "#components/ops/user-search.tsx";
import { requireOperator } from "#lib/auth/operator.ts";
import { formValues } from "#lib/http/page-response.ts";
import { t } from "#lib/i18n/index.ts";
import { readReference } from "#lib/ops/attempt-search.ts";
import { opsTitle } from "../ops-title.ts";

export const generateMetadata = async () => await opsTitle("ops.users.title");

/** Why a search found nobody; the address says it, and what was typed comes by the form. */
function problemWords(problem: string | undefined, typed: string | undefined): string | undefined {
  if (problem === "no_user") return t("ops.users.noUser", { reference: readReference(typed) ?? "" });
  return problem === "nobody" ? t("ops.users.nobody") : undefined;
}

export default async function UsersRoute({ searchParams }: { searchParams: SearchParams }) {
  if (!(await requireOperator())) return missing();
  const { who, userIds = "" } = formValues(await headers());
  return <UserSearchPage value={who} error={problemWords(await queryValue(searchParams, "problem"), who)} userIds={userIds.split(" ").filter(Boolean)} />;
}
