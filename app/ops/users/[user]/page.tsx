import { missing } from "#app/missing.tsx";
import { providerLabels } from "#app/provider-names.ts";
import { routeParam } from "#app/route-params.ts";
import { queryValue, type SearchParams } from "#app/search-params.ts";
import { NoUser, UserDetails } from "#components/ops/user-details.tsx";
import { requireOperator } from "#lib/auth/operator.ts";
import { database } from "#lib/db/client.ts";
import { t } from "#lib/i18n/index.ts";
import { userDeeds } from "#lib/ops/deed-wish.ts";
import { noteViewed } from "#lib/ops/trail.ts";
import { userView } from "#lib/ops/user-view.ts";
import { idField } from "#app/form-fields.ts";
import { opsTitle } from "../../ops-title.ts";

export const generateMetadata = async () => await opsTitle("ops.user.title");

/** What `?done=` says was just done, in words. */
function doneWords(done: string | undefined): string | undefined {
  const deed = [...userDeeds, "nothing" as const].find((one) => one === done);
  return deed && t(`ops.done.${deed}`);
}

/** A user. That the operator looked is written before anything is shown. */
export default async function UserRoute({ params, searchParams }: { params: Promise<{ user: string }>; searchParams: SearchParams }) {
  const operator = await requireOperator();
  if (!operator) return missing();
  const id = idField.safeParse(await routeParam(params, "user"));
  const [before, now] = [await queryValue(searchParams, "before"), new Date()];
  const user = id.success ? await userView(database().db, id.data, now, before) : null;
  if (!user) return missing(<NoUser />);
  await noteViewed(database(), { operatorId: operator.userId, userId: user.id, now });
  return <UserDetails user={user} names={providerLabels()} own={user.id === operator.userId} done={doneWords(await queryValue(searchParams, "done"))} newest={before === undefined} />;
}
