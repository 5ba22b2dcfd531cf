/** Where two accounts are put together. */
export const mergePage = "/account/merge";
/** Where they are looked at side by side, once both are proved. */
export const mergePreviewPage = "/account/merge/preview";
/** The page behind two accounts that were put together. */
export const mergedPath = "/account?done=merged";
/** Where a merge is taken back. */
export const undoMergePage = "/account/merge/undo";
/** The page behind a merge that was taken back. */
export const mergeUndonePath = `${undoMergePage}?done=undone`;

/** The same for a browser whose session ended with it, because it had begun since the merge. */
export const signedOutByUndoPath = `/signin?${new URLSearchParams({ returnTo: "/account", notice: "merge_undone" })}`;

/** The two accounts of one proof side by side. */
export function mergePreviewPath(attemptId: string): string {
  return `${mergePreviewPage}?${new URLSearchParams({ attempt: attemptId })}`;
}

/** The page that asks whether a merge is to be taken back. */
export function undoMergePath(mergeId: string): string {
  return `${undoMergePage}?${new URLSearchParams({ merge: mergeId })}`;
}
