import { redirect } from "next/navigation";
import { amazonNotice } from "#app/account/sign-in-methods/amazon/done.ts";
import { numberOnly } from "#app/provider-details.ts";
import { queryValue, type SearchParams } from "#app/search-params.ts";
import { signedIn } from "#app/signed-in.ts";
import { titled } from "#app/titled.ts";
import { AmazonPage, type Refusal } from "#components/account/amazon/amazon-page.tsx";
import { linkedProfiles } from "#lib/accounts/provider-profile.ts";
import { hasBackup, signInMethodsOf } from "#lib/accounts/sign-in-methods.ts";
import { knownProfileRefusal } from "#lib/auth/amazon-profile.ts";
import { isAway } from "#lib/auth/provider-health.ts";
import { amazonPage, settingsPage } from "#lib/auth/settings-paths.ts";
import { referencePattern } from "#lib/crypto/random.ts";
import { database } from "#lib/db/client.ts";
import { t } from "#lib/i18n/index.ts";

export const generateMetadata = titled("amazon.metaTitle");

/** Why asking Amazon came to nothing, in words; undefined where it did not. */
function refusalWords(word: string | undefined, { reference, account }: { reference: string | undefined; account: string | undefined }): Refusal | undefined {
  const code = knownProfileRefusal(word);
  if (!code) return undefined;
  const text = `${t(`outcomes.${code}.happened`)} ${t(`outcomes.${code}.next`)}`;
  return { title: t(`outcomes.${code}.title`), text, consent: code === "consent_needed", account, reference: reference !== undefined && referencePattern.test(reference) ? reference : undefined };
}

/** What we hold from Amazon of whoever is signed in. */
export default async function AmazonRoute({ searchParams }: { searchParams: SearchParams }) {
  const { user } = await signedIn(amazonPage);
  const { db } = database();
  const [accounts, methods] = await Promise.all([linkedProfiles(db, user.id), signInMethodsOf(db, user.id)]);
  if (accounts.length === 0 || !methods) redirect(settingsPage);
  const notice = amazonNotice(await queryValue(searchParams, "done"), await queryValue(searchParams, "changed"));
  const refusal = refusalWords(await queryValue(searchParams, "refused"), { reference: await queryValue(searchParams, "ref"), account: await queryValue(searchParams, "account") });
  const facts = { own: user, onlyWay: !hasBackup(methods), numberOnly: numberOnly("amazon"), away: isAway("amazon") };
  return <AmazonPage accounts={accounts} notice={notice} refusal={refusal} {...facts} />;
}
