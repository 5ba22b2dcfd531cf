import { isProductId, type ProductId } from "./products.ts";

/** What a form has just done; each is the name of a query parameter whose value is the product. */
export const flashKinds = ["added", "full", "saved", "removed", "unsaved", "updated", "moved"] as const;
export type FlashKind = (typeof flashKinds)[number];
export type Flash = { kind: FlashKind; productId: ProductId };

/** A page's query as Next gives it. */
export type Query = Record<string, string | string[] | undefined>;

/**
 * The same path with the message in its query, in place of an older one.
 * @param path path on this site, already checked by `safeReturnTo`; query and fragment stay
 */
export function withFlash(path: string, { kind, productId }: Flash): string {
  const url = new URL(path, "http://site.invalid");
  for (const name of [...flashKinds, "problem", "item"]) url.searchParams.delete(name);
  url.searchParams.set(kind, productId);
  return url.pathname + url.search + url.hash;
}

/** The message in a page's query; null when there is none, or one that names no product of ours. */
export function readFlash(query: Query): Flash | null {
  for (const kind of flashKinds) {
    const productId = query[kind];
    if (isProductId(productId)) return { kind, productId };
  }
  return null;
}
