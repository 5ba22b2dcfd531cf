import { Button, type ButtonVariant } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Icon, type IconName } from "#components/ui/icon.tsx";
import { t } from "#lib/i18n/index.ts";
import type { ProductId } from "#lib/shop/products.ts";

type ProductFormProps = {
  to: "/bag" | "/saved";
  action: "add" | "remove" | "move";
  productId: ProductId;
  returnTo: string;
  label: string;
  variant?: ButtonVariant;
  icon?: IconName;
  iconClassName?: string;
  full?: boolean;
  className?: string;
};

/** One button that does one thing to one product. Its accessible name says which product, its look does not have to. */
export function ProductForm({ to, action, productId, returnTo, label, variant, icon, iconClassName, full, className }: ProductFormProps) {
  return (
    <PostForm action={to} fields={{ action, productId, returnTo }} className={className}>
      <Button variant={variant} full={full} aria-label={t("shop.card.ofProduct", { label, name: t(`shop.products.${productId}.name`) })}>
        {icon && <Icon name={icon} className={`size-5 ${iconClassName ?? ""}`} />}
        {label}
      </Button>
    </PostForm>
  );
}
