import { z } from "zod";
import { bagChanged } from "#app/(shop)/current-owner.ts";
import { signedInUserId, signInPath } from "#app/(shop)/signed-in-user.ts";
import { seeOther } from "#lib/auth/answers.ts";
import { database } from "#lib/db/client.ts";
import { formRoute } from "#lib/http/form-route.ts";
import { pageResponse } from "#lib/http/page-response.ts";
import { addressValues, readAddress } from "#lib/shop/address-form.ts";
import { addAddress } from "#lib/shop/addresses.ts";
import { type CheckoutProblem, checkoutProblems, readPlaceForm } from "#lib/shop/checkout-forms.ts";
import { placeOrder } from "#lib/shop/place-order.ts";

type Fields = Record<string, string>;

/** The checkout again, as it is now, with the reason and its status. Nothing was ordered. */
async function showAgain(request: Request, problem: CheckoutProblem, address = ""): Promise<Response> {
  const query = new URLSearchParams({ problem, ...(address ? { address } : {}) });
  return await pageResponse(request, `/checkout?${query}`, { status: checkoutProblems[problem] });
}

async function addDeliveryAddress(request: Request, userId: string, fields: Fields): Promise<Response> {
  const read = readAddress(fields);
  if (read.kind === "problems") return await pageResponse(request, "/checkout", { status: 422, formValues: addressValues(fields) });
  const added = await addAddress(database(), userId, read.address);
  switch (added.kind) {
    case "added":
      return seeOther(`/checkout?address=${added.id}`);
    case "full":
      return await showAgain(request, "addresses_full");
    case "user_gone":
      return seeOther(signInPath("/checkout"));
  }
}

async function place(request: Request, userId: string, fields: Fields): Promise<Response> {
  const form = readPlaceForm(fields);
  if (!form) return await showAgain(request, "input");
  if (!form.address) return await showAgain(request, "address_missing");
  const placement = await placeOrder(database(), { userId, token: form.token, fingerprint: form.bag, addressId: form.address });
  bagChanged({ kind: "user", userId });
  switch (placement.kind) {
    case "placed":
      return seeOther(`/orders/${placement.number}?placed=1`);
    case "user_gone":
      return seeOther(signInPath("/checkout"));
    default:
      return await showAgain(request, placement.kind, form.address);
  }
}

/** The two forms of the checkout: another address, and the order itself. */
export const POST = formRoute(z.record(z.string(), z.string()), async (fields, request) => {
  const userId = await signedInUserId();
  if (!userId) return seeOther(signInPath("/checkout"));
  if (fields.action === "add_address") return await addDeliveryAddress(request, userId, fields);
  return fields.action === "place" ? await place(request, userId, fields) : await showAgain(request, "input");
});
