import { z } from "zod";
import { idField } from "#app/form-fields.ts";
import { askForMore, forgetFetched, takeOver, updateProfile } from "#lib/auth/amazon-profile.ts";
import { limitedForm } from "#lib/auth/client-limit.ts";
import { visitorOf } from "#lib/auth/visitor.ts";

const fields = z.discriminatedUnion("action", [
  z.object({ action: z.literal("update"), account: idField }),
  z.object({ action: z.literal("postal_code"), account: idField.optional() }),
  z.object({ action: z.literal("forget_postal_code"), account: idField }),
  z.object({ action: z.literal("take_name"), account: idField }),
  z.object({ action: z.literal("take_email"), account: idField }),
]);

export const POST = limitedForm("sign_in_from_client", "/account/sign-in-methods/amazon", fields, async (input, request) => {
  const visitor = visitorOf(request);
  switch (input.action) {
    case "update":
      return await updateProfile(request, visitor, input.account);
    case "postal_code":
      return await askForMore(request, visitor, { extra: input.action, account: input.account });
    case "forget_postal_code":
      return await forgetFetched(visitor, input.account);
    case "take_name":
      return await takeOver(visitor, input.account, "name");
    case "take_email":
      return await takeOver(visitor, input.account, "email");
    default:
      return input satisfies never;
  }
});
