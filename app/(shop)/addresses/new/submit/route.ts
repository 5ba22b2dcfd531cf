import { z } from "zod";
import { signedInUserId, signInPath } from "#app/(shop)/signed-in-user.ts";
import { seeOther } from "#lib/auth/answers.ts";
import { database } from "#lib/db/client.ts";
import { formRoute } from "#lib/http/form-route.ts";
import { pageResponse } from "#lib/http/page-response.ts";
import { addressValues, readAddress } from "#lib/shop/address-form.ts";
import { addAddress } from "#lib/shop/addresses.ts";

export const POST = formRoute(z.record(z.string(), z.string()), async (fields, request) => {
  const userId = await signedInUserId();
  if (!userId) return seeOther(signInPath("/addresses/new"));
  const read = readAddress(fields);
  if (read.kind === "problems") return await pageResponse(request, "/addresses/new", { status: 422, formValues: addressValues(fields) });
  const added = await addAddress(database(), userId, read.address);
  if (added.kind === "user_gone") return seeOther(signInPath("/addresses/new"));
  // With as many as there may be, the page says so instead of showing its form.
  return added.kind === "full" ? await pageResponse(request, "/addresses/new", { status: 409 }) : seeOther("/addresses?done=added");
});
