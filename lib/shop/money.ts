import type { Money } from "./products.ts";

/** `quantity` times an amount; exact, because both are whole numbers. */
export function timesMoney(price: Money, quantity: number): Money {
  return { minor: price.minor * quantity, currency: price.currency };
}
