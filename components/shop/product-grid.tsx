import { t } from "#lib/i18n/index.ts";
import type { Flash } from "#lib/shop/flash.ts";
import type { Product, ProductId } from "#lib/shop/products.ts";
import { ProductCard } from "./product-card.tsx";

type ProductGridProps = { products: readonly Product[]; savedIds: ReadonlySet<ProductId>; flash: Flash | null };

/** The whole range under its heading. */
export function ProductGrid({ products, savedIds, flash }: ProductGridProps) {
  return (
    <section aria-labelledby="range" className="grid gap-8">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h2 id="range" className="title-1 scroll-mt-6">
          {t("shop.home.rangeTitle")}
        </h2>
        <p className="text-lg text-soft">{t("shop.home.rangeLead")}</p>
      </div>
      <ul role="list" className="grid gap-6 sm:grid-cols-2 lg:grid-cols-3 lg:gap-8">
        {products.map((product, index) => (
          <ProductCard key={product.id} product={product} saved={savedIds.has(product.id)} flash={flash?.productId === product.id ? flash : null} eager={index < 3} />
        ))}
      </ul>
    </section>
  );
}
