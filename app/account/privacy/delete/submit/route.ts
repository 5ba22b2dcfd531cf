import { z } from "zod";
import { deleteAccount, deletePage } from "#lib/auth/deletion/delete-account.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { formRoute } from "#lib/http/form-route.ts";
import { pageResponse } from "#lib/http/page-response.ts";

/** A box that is not ticked sends nothing; the field beside it says that it was the form that was sent. */
const fields = z.object({ action: z.literal("delete"), confirm: z.literal("yes").optional() });

export const POST = formRoute(fields, async ({ confirm }, request) => {
  if (confirm === undefined) return await pageResponse(request, `${deletePage}?problem=unconfirmed`, { status: 422 });
  return await deleteAccount(request, visitorOf(request));
});
