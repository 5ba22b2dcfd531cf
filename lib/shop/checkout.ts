import type { Db } from "../db/client.ts";
import { type AddressView, listAddresses, mostAddresses } from "./addresses.ts";
import { type BagView, viewBag } from "./bag.ts";
import { bagFingerprint } from "./order-fingerprint.ts";

/** What the checkout page shows. `fingerprint` goes into its form, so that what is ordered is what was shown. */
export type CheckoutView = { bag: BagView; fingerprint: string; addresses: AddressView[]; selectedId: string | null; mayAddAddress: boolean };

/**
 * The bag and the addresses of a user who wants to check out.
 * @param wanted id of the address to choose; where it is none of the user's, the default is chosen
 */
export async function viewCheckout(db: Db, userId: string, wanted: unknown): Promise<CheckoutView> {
  const [bag, addresses] = await Promise.all([viewBag(db, { kind: "user", userId }), listAddresses(db, userId)]);
  const selected = addresses.find(({ id }) => id === wanted) ?? addresses[0];
  return { bag, fingerprint: bagFingerprint(userId, bag.lines), addresses, selectedId: selected?.id ?? null, mayAddAddress: addresses.length < mostAddresses };
}
