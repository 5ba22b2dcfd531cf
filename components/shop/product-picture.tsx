import { t } from "#lib/i18n/index.ts";
import type { Product } from "#lib/shop/products.ts";

type ProductPictureProps = {
  product: Pick<Product, "id" | "picture">;
  /** True for pictures that are in view when the page opens. */
  eager?: boolean;
  /** True beside the product's own name in a list, where the description would only be in the way. */
  decorative?: boolean;
  className?: string;
};

/** The drawn picture of a product, four to three; its place is kept before it loads. */
export function ProductPicture({ product, eager = false, decorative = false, className = "" }: ProductPictureProps) {
  return (
    <img
      src={product.picture}
      alt={decorative ? "" : t(`shop.products.${product.id}.picture`)}
      width={480}
      height={360}
      loading={eager ? "eager" : "lazy"}
      decoding="async"
      className={`aspect-4/3 w-full bg-sunken object-cover dark:brightness-90 ${className}`}
    />
  );
}
