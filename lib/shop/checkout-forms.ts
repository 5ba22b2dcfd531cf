import { z } from "zod";

const hash = z.string().regex(/^[\w-]{43}$/);

/** "Place order". Without an address chosen, `address` is missing. */
const placeForm = z.object({ token: hash, bag: hash, address: z.string().max(64).optional() });
export type PlaceForm = z.output<typeof placeForm>;

/** A form posted to /checkout to place an order; null for anything that no page of ours sends. */
export function readPlaceForm(fields: Readonly<Record<string, string>>): PlaceForm | null {
  return placeForm.safeParse(fields).data ?? null;
}

/** Why a form on /checkout was refused; each has its words under `shop.checkout.problems`, and its status. */
export const checkoutProblems = { bag_changed: 409, address_gone: 409, address_missing: 422, input: 422, addresses_full: 409 } as const;
export type CheckoutProblem = keyof typeof checkoutProblems;

/** The problem in the query of /checkout, or null; codes that are not ours count as none. */
export function readCheckoutProblem(value: unknown): CheckoutProblem | null {
  return typeof value === "string" && Object.hasOwn(checkoutProblems, value) ? (value as CheckoutProblem) : null;
}

/** A button of the list on /addresses. */
const listForm = z.object({ action: z.enum(["remove", "default"]), address: z.string().max(64) });
export type AddressListForm = z.output<typeof listForm>;

/** A form posted to /addresses; null for anything that no page of ours sends. */
export function readAddressListForm(fields: Readonly<Record<string, string>>): AddressListForm | null {
  return listForm.safeParse(fields).data ?? null;
}

/** What a form about addresses has just done; each has its words under `shop.addresses.done`. */
export const addressDeeds = ["added", "changed", "removed", "default"] as const;
export type AddressDeed = (typeof addressDeeds)[number];

/** The deed in the query of /addresses, or null. */
export function readAddressDeed(value: unknown): AddressDeed | null {
  return addressDeeds.find((known) => known === value) ?? null;
}
