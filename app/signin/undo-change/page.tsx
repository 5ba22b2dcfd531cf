import { redirect } from "next/navigation";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { titled } from "#app/titled.ts";
import { ChangeUndone, UndoChange } from "#components/auth/undo-change.tsx";
import { logOutcome } from "#lib/auth/answers.ts";
import { undoView } from "#lib/auth/undo-change.ts";
import { recoveryPath } from "#lib/http/form-route.ts";

export const generateMetadata = titled("emailAddress.undoTitle");

/** Where the link in the notice to an old address leads. It asks; only the button does anything. */
export default async function UndoChangePage({ searchParams }: { searchParams: SearchParams }) {
  if ((await queryValue(searchParams, "done")) === "undone") return <ChangeUndone />;
  const token = await queryValue(searchParams, "token");
  const view = await undoView(token);
  if (view.kind === "refused") redirect(recoveryPath(view.outcome, logOutcome(view.outcome, null, { event: "attempt.answered" })));
  return <UndoChange email={view.change.oldEmail} token={token ?? ""} />;
}
