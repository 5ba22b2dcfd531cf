import type { Database, Db, Tx } from "../db/client.ts";
import { type AddResult, addToBag, removeFromBag, setBagQuantity, tidyBag } from "./bag.ts";
import type { Flash } from "./flash.ts";
import type { BagForm, SavedForm } from "./forms.ts";
import { createGuest } from "./guest-session.ts";
import type { Owner } from "./owner.ts";
import { moveSavedToBag, removeSaved, saveForLater } from "./saved.ts";

/**
 * What a form did. `flash` is null where the page itself shows it; `newGuestToken` is for the guest cookie, when a guest
 * had to be made.
 */
export type Change = { kind: "done"; flash: Flash | null; newGuestToken: string | null } | { kind: "gone" };

type Collected = { result: AddResult; newGuestToken: string | null };

/**
 * Puts something in an owner's hands. Without an owner, or when the owner vanished a moment ago (a guest who signed
 * in from another tab), a guest is made in the same transaction: no guest exists without a thing.
 */
async function collect(database: Database, owner: Owner | null, put: (db: Db | Tx, owner: Owner) => Promise<AddResult>): Promise<Collected> {
  const known = owner ? await put(database.db, owner) : "owner_gone";
  if (known !== "owner_gone") return { result: known, newGuestToken: null };
  return await database.transaction(async (tx) => {
    const { guestId, token } = await createGuest(tx);
    return { result: await put(tx, { kind: "guest", guestId }), newGuestToken: token };
  });
}

/**
 * Does what a form posted to /bag asks for.
 * @param owner null for a visitor who owns nothing yet
 * @returns `gone` when the line to change is not in this owner's bag; removing what is gone counts as done
 */
export async function changeBag(database: Database, owner: Owner | null, form: BagForm): Promise<Change> {
  switch (form.action) {
    case "add": {
      const { productId, quantity } = form;
      const { result, newGuestToken } = await collect(database, owner, (db, to) => addToBag(db, to, productId, quantity));
      return { kind: "done", flash: { kind: result === "full" ? "full" : "added", productId }, newGuestToken };
    }
    case "set": {
      const { productId, quantity } = form;
      if (!owner || !(await setBagQuantity(database.db, owner, productId, quantity))) return { kind: "gone" };
      return { kind: "done", flash: { kind: "updated", productId }, newGuestToken: null };
    }
    case "remove": {
      if (owner) await removeFromBag(database.db, owner, form.productId);
      return { kind: "done", flash: { kind: "removed", productId: form.productId }, newGuestToken: null };
    }
    case "tidy": {
      if (owner) await tidyBag(database.db, owner);
      return { kind: "done", flash: null, newGuestToken: null };
    }
  }
}

/**
 * Does what a form posted to /saved asks for.
 * @param owner null for a visitor who owns nothing yet
 * @returns `gone` when the product to move is not among this owner's saved ones
 */
export async function changeSaved(database: Database, owner: Owner | null, form: SavedForm): Promise<Change> {
  const { productId } = form;
  switch (form.action) {
    case "add": {
      const { newGuestToken } = await collect(database, owner, (db, to) => saveForLater(db, to, productId));
      return { kind: "done", flash: { kind: "saved", productId }, newGuestToken };
    }
    case "remove": {
      if (owner) await removeSaved(database.db, owner, productId);
      return { kind: "done", flash: { kind: "unsaved", productId }, newGuestToken: null };
    }
    case "move": {
      if (!owner || !(await database.transaction((tx) => moveSavedToBag(tx, owner, productId)))) return { kind: "gone" };
      return { kind: "done", flash: { kind: "moved", productId }, newGuestToken: null };
    }
  }
}
