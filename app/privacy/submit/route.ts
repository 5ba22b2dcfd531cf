import { z } from "zod";
import { seeOther } from "#lib/auth/answers.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { database } from "#lib/db/client.ts";
import { formRoute } from "#lib/http/form-route.ts";
import { pageBehind, samePage } from "#lib/http/return-to.ts";
import { noteSeen } from "#lib/privacy/versions.ts";

/** Puts away that the notice has changed, on whichever page that was said. */
export const POST = formRoute(z.object({ action: z.literal("seen") }), async (_fields, request) => {
  const session = await visitorOf(request).session();
  if (!session) return seeOther("/signin?returnTo=%2Fprivacy");
  await noteSeen(database(), session.userId);
  return seeOther(samePage(pageBehind(request)));
});
