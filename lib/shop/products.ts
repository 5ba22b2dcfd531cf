/** Parts of the range; each has its word under `shop.categories`. */
export type Category = "kitchen" | "home" | "outdoors" | "garden";

/** An amount of money. `minor` counts the smallest unit of the currency (ISO 4217), such as cents. */
export type Money = { minor: number; currency: "USD" };

/** The range. Prices are in US cents; a picture is `public/products/<id>.svg`; names are in lib/i18n/en/shop.ts. */
const table = {
  "enamel-kettle": { category: "kitchen", cents: 5_800 },
  "wool-blanket": { category: "home", cents: 12_900 },
  "camp-lantern": { category: "outdoors", cents: 6_400 },
  "watering-can": { category: "garden", cents: 4_200 },
  "stoneware-mug": { category: "kitchen", cents: 2_400 },
  "beeswax-candles": { category: "home", cents: 1_800 },
  "canvas-rucksack": { category: "outdoors", cents: 14_500 },
  "bird-house": { category: "garden", cents: 3_600 },
  "cast-iron-pan": { category: "kitchen", cents: 7_200 },
  "picnic-basket": { category: "home", cents: 8_900 },
  "camp-stool": { category: "outdoors", cents: 5_400 },
  "seed-tin": { category: "garden", cents: 1_450 },
} as const satisfies Record<string, { category: Category; cents: number }>;

/** The slug of a product, such as `enamel-kettle`; also the name of its picture and its key in the messages. */
export type ProductId = keyof typeof table;

export type Product = { id: ProductId; category: Category; price: Money; picture: string };

export const productIds = Object.keys(table) as [ProductId, ...ProductId[]];

/** True for the slug of a product that is in the range today. */
export function isProductId(value: unknown): value is ProductId {
  return typeof value === "string" && Object.hasOwn(table, value);
}

/** The product with this slug. */
export function product(id: ProductId): Product {
  const { category, cents } = table[id];
  return { id, category, price: { minor: cents, currency: "USD" }, picture: `/products/${id}.svg` };
}

/** The whole range, in the order in which it is shown. */
export const products: readonly Product[] = productIds.map(product);
