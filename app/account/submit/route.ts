import { z } from "zod";
import { idField } from "#app/form-fields.ts";
import { dismissNotice } from "#lib/accounts/user-notices.ts";
import { seeOther } from "#lib/auth/answers.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { database } from "#lib/db/client.ts";
import { formRoute } from "#lib/http/form-route.ts";

const page = "/account";

export const POST = formRoute(z.object({ action: z.literal("dismiss"), notice: idField }), async ({ notice }, request) => {
  const session = await visitorOf(request).session();
  if (!session) return seeOther(`/signin?${new URLSearchParams({ returnTo: page })}`);
  // One that is gone, or another person's, is not there any more: the aim is reached.
  await dismissNotice(database(), session.userId, notice);
  return seeOther(page);
});
