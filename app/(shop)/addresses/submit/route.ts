import { z } from "zod";
import { signedInUserId, signInPath } from "#app/(shop)/signed-in-user.ts";
import { seeOther } from "#lib/auth/answers.ts";
import { database } from "#lib/db/client.ts";
import { formRoute, refusedForm } from "#lib/http/form-route.ts";
import { pageResponse } from "#lib/http/page-response.ts";
import { makeDefaultAddress, removeAddress } from "#lib/shop/addresses.ts";
import { readAddressListForm } from "#lib/shop/checkout-forms.ts";

/** The buttons of the list. An address of somebody else is one that is not there. */
export const POST = formRoute(z.record(z.string(), z.string()), async (fields, request) => {
  const userId = await signedInUserId();
  if (!userId) return seeOther(signInPath("/addresses"));
  const form = readAddressListForm(fields);
  if (!form) return await refusedForm(request, "input_invalid");
  const { db } = database();
  const done = form.action === "remove" ? await removeAddress(db, userId, form.address) : await makeDefaultAddress(db, userId, form.address);
  if (!done) return await pageResponse(request, "/addresses?problem=gone", { status: 409 });
  return seeOther(`/addresses?done=${form.action === "remove" ? "removed" : "default"}`);
});
