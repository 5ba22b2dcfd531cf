import { z } from "zod";
import { attemptField } from "#app/form-fields.ts";
import { mergeAccounts } from "#lib/auth/merge/merge-accounts.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { personalDataEntries } from "#lib/composition.ts";
import { formRoute } from "#lib/http/form-route.ts";

const side = z.enum(["kept", "merged"]).optional();

export const POST = formRoute(z.object({ attempt: attemptField, name: side, email: side }), async ({ attempt, name, email }, request) => {
  const choices = { ...(name && { name }), ...(email && { email }) };
  return await mergeAccounts(request, visitorOf(request), { attempt, choices }, personalDataEntries);
});
