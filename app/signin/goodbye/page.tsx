import { type SearchParams, queryValue } from "#app/search-params.ts";
import { titled } from "#app/titled.ts";
import { Goodbye } from "#components/account/deletion/goodbye.tsx";
import { deletionTimes } from "#lib/accounts/deletion/times.ts";
import { timeOfGoodbye } from "#lib/auth/deletion/delete-account.ts";

export const generateMetadata = titled("deletion.goodbye.title");
export const dynamic = "force-dynamic";

/** For whoever has just asked for a deletion. Anybody can write its address, so it says only what is true of every deletion. */
export default async function GoodbyePage({ searchParams }: { searchParams: SearchParams }) {
  const until = timeOfGoodbye(await queryValue(searchParams, "until"), new Date());
  const noMail = (await queryValue(searchParams, "mail")) === "none";
  const left = (await queryValue(searchParams, "left")) === "yes";
  return <Goodbye until={until} days={deletionTimes.coolingOffDays} noMail={noMail} left={left} />;
}
