import type { Database, Db, Tx } from "../db/client.ts";
import { type AddResult, addToBag, removeFromBag, setBagQuantity } from "./bag.ts";
import type { Flash } from "./flash.ts";
import type { BagForm, SavedForm } from "./forms.ts";
import { createGuest } from "./guest-session.ts";
import type { Owner } from "./owner.ts";
import { moveSavedToBag, removeSaved, saveForLater } from "./saved.ts";

/** What a form did. `newGuestToken` is for the guest cookie, when a guest had to be made. */
export type Change = { kind: "done"; flash: Flash; newGuestToken: string | null } | { kind: "gone" };

/**
 * Puts something in an owner's hands. Without an owner, or when the owner vanished a moment ago (a guest who signed
 * in from another tab), a guest is made in the same transaction: no guest exists without a thing.
 */
async function collect(database: Database, owner: Owner | null, put: (db: Db | Tx, owner: Owner) => Promise<AddResult>): Promise<string | null> {
  if (owner && (await put(database.db, owner)) === "added") return null;
  return await database.transaction(async (tx) => {
    const { guestId, token } = await createGuest(tx);
    await put(tx, { kind: "guest", guestId });
    return token;
  });
}

/**
 * Does what a form posted to /bag asks for.
 * @param owner null for a visitor who owns nothing yet
 * @returns `gone` when the line to change is not in this owner's bag; removing what is gone counts as done
 */
export async function changeBag(database: Database, owner: Owner | null, form: BagForm): Promise<Change> {
  const { productId } = form;
  switch (form.action) {
    case "add": {
      const newGuestToken = await collect(database, owner, (db, to) => addToBag(db, to, productId, form.quantity));
      return { kind: "done", flash: { kind: "added", productId }, newGuestToken };
    }
    case "set": {
      if (!owner || !(await setBagQuantity(database.db, owner, productId, form.quantity))) return { kind: "gone" };
      return { kind: "done", flash: { kind: "updated", productId }, newGuestToken: null };
    }
    case "remove": {
      if (owner) await removeFromBag(database.db, owner, productId);
      return { kind: "done", flash: { kind: "removed", productId }, newGuestToken: null };
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
      const newGuestToken = await collect(database, owner, (db, to) => saveForLater(db, to, productId));
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
