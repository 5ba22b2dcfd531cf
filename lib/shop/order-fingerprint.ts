import { sha256 } from "../crypto/random.ts";
import type { BagLine } from "./bag.ts";

/**
 * What an order form says about the bag that its page showed: whose it was, and each line's product, price and quantity
 * (pure). Another tab, another user or another price makes another fingerprint; the order of the lines does not.
 */
export function bagFingerprint(userId: string, lines: readonly BagLine[]): string {
  const facts = lines.map(({ product, quantity }) => [product.id, product.price.minor, product.price.currency, quantity]);
  return sha256(JSON.stringify([userId, facts.toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1))]));
}
