import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { AccountOverview } from "#components/account/account-overview.tsx";
import { linkedAmazonAccount } from "#lib/accounts/linked-account.ts";
import { knownAuth } from "#lib/auth/session.ts";
import { database } from "#lib/db/client.ts";
import { env } from "#lib/env.ts";
import { t } from "#lib/i18n/index.ts";

export const metadata: Metadata = { title: t("account.metaTitle") };

export default async function AccountPage({ searchParams }: { searchParams: SearchParams }) {
  const session = await knownAuth();
  if (session.state === "signed_out") redirect("/signin?returnTo=%2Faccount");
  const amazon = await linkedAmazonAccount(database().db, session.user.id);
  const done = (await queryValue(searchParams, "done")) === "others_ended" ? t("stepUp.endOthers.done") : undefined;
  return <AccountOverview siteName={env().SITE_NAME} user={session.user} amazon={amazon ?? undefined} done={done} session={session.session} />;
}
