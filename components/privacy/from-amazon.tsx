import { amazonAppsUrl } from "#lib/i18n/links.ts";
import { BulletList, ProseSection } from "#components/ui/prose.tsx";
import { t } from "#lib/i18n/index.ts";
import type { AmazonPart } from "#lib/privacy/amazon-parts.ts";

/** What a part is, and what we use it for. */
export function partWords(part: AmazonPart): string {
  switch (part) {
    case "id":
      return t("pages.privacy.amazonId");
    case "name":
      return t("pages.privacy.amazonName");
    case "email":
      return t("pages.privacy.amazonEmail");
    case "postal_code":
      return t("pages.privacy.amazonPostalCode");
    default:
      return part satisfies never;
  }
}

/** Whether Amazon has a page on which it asks the person: for a number alone it has none. */
export const asksThem = (parts: readonly AmazonPart[]): boolean => parts.some((part) => part !== "id");

/** What Amazon keeps to itself: what nobody is ever told, and before it what we are set up not to ask for. */
export function neverWords(parts: readonly AmazonPart[]): string[] {
  const unasked = [...(parts.includes("name") ? [] : [t("privacy.notice.neverName")]), ...(parts.includes("email") ? [] : [t("privacy.notice.neverEmail")])];
  return [...unasked, t("pages.privacy.amazonNotPassword"), t("pages.privacy.amazonNotOrders"), t("pages.privacy.amazonNotPayment"), t("pages.privacy.amazonNotAddress")];
}

/** The part of the notice about Amazon. */
export function FromAmazon({ parts }: { parts: readonly AmazonPart[] }) {
  return (
    <ProseSection title={t("pages.privacy.amazonTitle")} id="amazon">
      <p>{t("pages.privacy.amazonReceive")}</p>
      <BulletList items={[...parts, "postal_code" as const].map(partWords)} />
      <p className="mt-2">{t("pages.privacy.amazonNot")}</p>
      <BulletList items={neverWords(parts)} />
      <p className="mt-2">{t("pages.privacy.amazonTokens")}</p>
      <h3 className="mt-3 font-semibold">{t("pages.privacy.amazonRemoveTitle")}</h3>
      <p>
        {`${t("pages.privacy.amazonRemove")} `}
        <a href={amazonAppsUrl} className="text-link" rel="noreferrer">
          {t("pages.privacy.amazonRemoveLink")}
        </a>
        . {asksThem(parts) && `${t("pages.privacy.amazonAsksAgain")} `}
        {t("pages.privacy.amazonRemoveAfter")}
      </p>
    </ProseSection>
  );
}
