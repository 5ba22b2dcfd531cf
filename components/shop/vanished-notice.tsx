import { Button } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { t } from "#lib/i18n/index.ts";

/** Says that things in the bag are no longer sold, and offers to take them out. */
export function VanishedNotice({ count, returnTo }: { count: number; returnTo: "/bag" | "/checkout" }) {
  return (
    <Notice kind="warning">
      <p>{t("shop.bag.vanished", { count })}</p>
      <PostForm action="/bag" fields={{ action: "tidy", returnTo }}>
        <Button variant="quiet" className="-ml-5">
          {t("shop.bag.tidy")}
        </Button>
      </PostForm>
    </Notice>
  );
}
