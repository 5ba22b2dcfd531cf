import { z } from "zod";
import { safeReturnTo } from "../http/return-to.ts";
import { maxQuantity } from "./bag.ts";
import type { Problem } from "./problem.ts";
import { isProductId, productIds } from "./products.ts";

const productId = z.enum(productIds);
const quantity = z
  .string()
  .trim()
  .regex(/^\d{1,3}$/)
  .transform(Number)
  .pipe(z.number().min(1).max(maxQuantity));

const backTo = (fallback: "/bag" | "/saved") => z.unknown().optional().transform((value) => safeReturnTo(value, fallback));

/** What can be posted to /bag; `tidy` takes out what is no longer sold. Quantities come as text. */
const bagForm = z.discriminatedUnion("action", [
  z.object({ action: z.literal("add"), productId, quantity: quantity.default(1), returnTo: backTo("/bag") }),
  z.object({ action: z.literal("set"), productId, quantity, returnTo: backTo("/bag") }),
  z.object({ action: z.literal("remove"), productId, returnTo: backTo("/bag") }),
  z.object({ action: z.literal("tidy"), returnTo: backTo("/bag") }),
]);
export type BagForm = z.output<typeof bagForm>;

/** What can be posted to /saved; `move` puts a saved product into the bag. */
const savedForm = z.discriminatedUnion("action", [
  z.object({ action: z.literal("add"), productId, returnTo: backTo("/saved") }),
  z.object({ action: z.literal("remove"), productId, returnTo: backTo("/saved") }),
  z.object({ action: z.literal("move"), productId, returnTo: backTo("/saved") }),
]);
export type SavedForm = z.output<typeof savedForm>;

/** The fields of a form as they came. */
export type Fields = Record<string, string>;
export type ReadForm<Form> = { kind: "form"; form: Form } | { kind: "problem"; problem: Problem };

function read<Form>(schema: z.ZodType<Form>, fields: Fields): ReadForm<Form> {
  const result = schema.safeParse(fields);
  if (result.success) return { kind: "form", form: result.data };
  // A wrong quantity is a slip of a person, to be mended in the field; anything else no page of ours sends.
  const { productId: line } = fields;
  const onlyQuantity = result.error.issues.every((issue) => issue.path[0] === "quantity");
  return { kind: "problem", problem: onlyQuantity && isProductId(line) ? { code: "quantity", productId: line } : { code: "input", productId: null } };
}

/** A form posted to /bag, or what is wrong with it. */
export function readBagForm(fields: Fields): ReadForm<BagForm> {
  return read(bagForm, fields);
}

/** A form posted to /saved, or what is wrong with it. */
export function readSavedForm(fields: Fields): ReadForm<SavedForm> {
  return read(savedForm, fields);
}
