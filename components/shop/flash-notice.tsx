import { Notice } from "#components/ui/notice.tsx";
import { t } from "#lib/i18n/index.ts";
import type { Flash, FlashKind } from "#lib/shop/flash.ts";

type Onward = { href: string; label: "viewBag" | "viewSaved" };

const onward: Partial<Record<FlashKind, Onward>> = {
  added: { href: "/bag", label: "viewBag" },
  full: { href: "/bag", label: "viewBag" },
  moved: { href: "/bag", label: "viewBag" },
  saved: { href: "/saved", label: "viewSaved" },
};

/**
 * What a form has just done, announced, with a link to where it can be seen.
 * @param here path of the page it stands on: no link leads to the page itself
 */
export function FlashNotice({ flash, here }: { flash: Flash; here: "/" | "/bag" | "/saved" }) {
  const next = onward[flash.kind];
  return (
    <Notice kind={flash.kind === "full" ? "info" : "success"}>
      {`${t(`shop.flash.${flash.kind}`, { name: t(`shop.products.${flash.productId}.name`) })} `}
      {next && next.href !== here && (
        <a href={next.href} className="text-link font-medium whitespace-nowrap">
          {t(`shop.flash.${next.label}`)}
        </a>
      )}
    </Notice>
  );
}
