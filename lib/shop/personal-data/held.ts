import { type HeldData, type HeldTable, ofTheirs, ofTheUser, owner, secret, shown } from "../../personal-data/held.ts";

const ofTheOrders = ofTheirs("orderId", "Order");
const address = shown("fullName", "line1", "line2", "city", "region", "postalCode", "country");

const things = (table: string, ...own: string[]): HeldTable => ({
  table,
  whose: ofTheUser,
  order: ["id"],
  columns: { ...shown("id", "productId", ...own, "addedAt"), ...owner("userId", "guestId") },
  afterDeletion: "erased",
});

/** What the shop holds of a user. */
export const heldOfShop: readonly HeldData[] = [
  { name: "bag", tables: [things("BagItem", "quantity")] },
  { name: "saved_items", tables: [things("SavedItem")] },
  {
    name: "addresses",
    tables: [
      { table: "Address", whose: ofTheUser, order: ["id"], columns: { ...shown("id"), ...address, ...shown("defaultAt", "createdAt", "updatedAt"), ...owner("userId") }, afterDeletion: "erased" },
    ],
  },
  {
    name: "orders",
    tables: [
      // The law wants what was sold to be kept; who bought it is forgotten.
      { table: "Order", whose: ofTheUser, order: ["id"], columns: { ...shown("id", "number", "totalMinor", "currency", "placedAt", "updatedAt"), ...owner("userId"), ...secret("placementHash") }, afterDeletion: "kept", forgets: ["userId"] },
      { table: "OrderLine", whose: ofTheOrders, order: ["id"], columns: { ...shown("id", "position", "productId", "name", "unitPriceMinor", "quantity", "createdAt"), ...owner("orderId") }, afterDeletion: "kept" },
      { table: "OrderAddress", whose: ofTheOrders, order: ["id"], columns: { ...shown("id"), ...address, ...shown("createdAt"), ...owner("orderId") }, afterDeletion: "erased" },
    ],
  },
];
