import { z } from "zod";
import { refuseChange, seeChange } from "#app/(shop)/answers.ts";
import { bagChanged, currentOwner } from "#app/(shop)/current-owner.ts";
import { refusedGuest } from "#app/(shop)/guest-limit.ts";
import { database } from "#lib/db/client.ts";
import { formRoute } from "#lib/http/form-route.ts";
import { changeBag } from "#lib/shop/change.ts";
import { readBagForm } from "#lib/shop/forms.ts";

/** Every form about the bag: add, set the quantity, remove. */
export const POST = formRoute(z.record(z.string(), z.string()), async (fields, request) => {
  const read = readBagForm(fields);
  if (read.kind === "problem") return await refuseChange(request, "/bag", read.problem);
  const owner = await currentOwner();
  const refused = await refusedGuest(request, owner, read.form);
  if (refused) return refused;
  const change = await changeBag(database(), owner, read.form);
  bagChanged(owner);
  if (change.kind === "gone") return await refuseChange(request, "/bag", { code: "gone", productId: null });
  return seeChange(read.form.returnTo, change);
});
