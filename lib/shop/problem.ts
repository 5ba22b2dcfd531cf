import type { Query } from "./flash.ts";
import { isProductId, type ProductId } from "./products.ts";

/** Why a form of the shop was refused; each has its words under `shop.problem`. */
export const problemCodes = ["input", "quantity", "gone"] as const;
export type ProblemCode = (typeof problemCodes)[number];
/** `productId` is the line that the problem is about, where there is one. */
export type Problem = { code: ProblemCode; productId: ProductId | null };

/** The path of a page with the problem in its query. */
export function withProblem(path: "/bag" | "/saved", { code, productId }: Problem): string {
  return `${path}?${new URLSearchParams({ problem: code, ...(productId ? { item: productId } : {}) })}`;
}

/** The problem in a page's query, or null; codes that are not ours count as none. */
export function readProblem(query: Query): Problem | null {
  const code = problemCodes.find((known) => known === query.problem);
  return code ? { code, productId: isProductId(query.item) ? query.item : null } : null;
}
