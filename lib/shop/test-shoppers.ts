import { randomToken } from "../crypto/random.ts";
import type { Database } from "../db/client.ts";
import type { AddressInput } from "./address-form.ts";
import { addAddress } from "./addresses.ts";
import { addToBag } from "./bag.ts";
import { viewCheckout } from "./checkout.ts";
import type { OrderWish } from "./place-order.ts";
import type { ProductId } from "./products.ts";

/** An address that nobody else has; for tests. */
export function someAddress(change: Partial<AddressInput> = {}): AddressInput {
  return { fullName: "Ada Lovelace", line1: "12 St James's Square", line2: null, city: "London", region: null, postalCode: "SW1Y 4JH", country: "GB", ...change };
}

/** A user; for tests. @returns the id */
export async function newShopper(database: Database): Promise<string> {
  return (await database.db.user.create({ data: { name: "Robin" }, select: { id: true } })).id;
}

/** Keeps an address for a user. @returns its id */
export async function newAddress(database: Database, userId: string, change: Partial<AddressInput> = {}): Promise<string> {
  const added = await addAddress(database, userId, someAddress(change));
  if (added.kind !== "added") throw new Error(`no address: ${added.kind}`);
  return added.id;
}

/** Fills a user's bag. */
export async function fillBag(database: Database, userId: string, things: Partial<Record<ProductId, number>>): Promise<void> {
  for (const [id, quantity] of Object.entries(things)) await addToBag(database.db, { kind: "user", userId }, id as ProductId, quantity);
}

/** What the form of the checkout page would send now, with a token of its own. */
export async function checkoutForm(database: Database, userId: string, addressId?: string): Promise<OrderWish> {
  const { fingerprint, selectedId } = await viewCheckout(database.db, userId, addressId);
  return { userId, token: randomToken(), fingerprint, addressId: addressId ?? selectedId ?? "" };
}
