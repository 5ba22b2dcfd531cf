/** Where two accounts are put together. */
export const mergePage = "/account/merge";
/** Where they are looked at side by side, once both are proved. */
export const mergePreviewPage = "/account/merge/preview";
/** The page behind two accounts that were put together. */
export const mergedPath = "/account?done=merged";
