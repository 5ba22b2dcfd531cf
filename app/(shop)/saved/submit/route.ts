import { z } from "zod";
import { refuseChange, seeChange } from "#app/(shop)/answers.ts";
import { bagChanged, currentOwner } from "#app/(shop)/current-owner.ts";
import { refusedGuest } from "#app/(shop)/guest-limit.ts";
import { database } from "#lib/db/client.ts";
import { formRoute } from "#lib/http/form-route.ts";
import { changeSaved } from "#lib/shop/change.ts";
import { readSavedForm } from "#lib/shop/forms.ts";

/** Every form about saved items: save, remove, move to the bag. */
export const POST = formRoute(z.record(z.string(), z.string()), async (fields, request) => {
  const read = readSavedForm(fields);
  if (read.kind === "problem") return await refuseChange(request, "/saved", read.problem);
  const owner = await currentOwner();
  const refused = await refusedGuest(request, owner, read.form);
  if (refused) return refused;
  const change = await changeSaved(database(), owner, read.form);
  bagChanged(owner);
  if (change.kind === "gone") return await refuseChange(request, "/saved", { code: "gone", productId: null });
  return seeChange(read.form.returnTo, change);
});
