import { redirect } from "next/navigation";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { signedIn } from "#app/signed-in.ts";
import { titled } from "#app/titled.ts";
import { DeleteAccount } from "#components/account/deletion/delete-account.tsx";
import { deletionTimes, dueAt } from "#lib/accounts/deletion/times.ts";
import { deletePage, deleteView, deleteWish } from "#lib/auth/deletion/delete-account.ts";
import { stepUpPath } from "#lib/auth/step-up.ts";
import { heldData } from "#lib/composition.ts";

export const generateMetadata = titled("deletion.title");

export default async function DeleteAccountPage({ searchParams }: { searchParams: SearchParams }) {
  const { user, session } = await signedIn(deletePage);
  const first = await stepUpPath(session, deleteWish);
  if (first) redirect(first);
  const view = await deleteView(user, heldData);
  const unconfirmed = (await queryValue(searchParams, "problem")) === "unconfirmed";
  return <DeleteAccount {...view} days={deletionTimes.coolingOffDays} dueAt={dueAt(new Date())} unconfirmed={unconfirmed} />;
}
