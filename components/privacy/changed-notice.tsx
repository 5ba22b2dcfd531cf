import { Button } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { dayInWords } from "#lib/i18n/format.ts";
import { t } from "#lib/i18n/index.ts";

/** Says on every page that the notice is another one, until it is put away. It keeps nobody from anything. */
export function ChangedNotice({ since }: { since: Date | string }) {
  return (
    <aside aria-label={t("privacy.receipt.notice")} className="border-b border-line bg-accent-tint print:hidden">
      <div className="mx-auto flex w-full max-w-6xl flex-wrap items-center gap-x-6 gap-y-2 px-5 py-3 sm:px-8">
        <p className="flex flex-1 basis-64 gap-3">
          <Icon name="info" className="mt-0.5 size-5 text-accent" />
          <span>
            {`${t("privacy.banner.text", { date: dayInWords(new Date(since)) })} `}
            <a href="/privacy" className="text-link">
              {t("privacy.banner.read")}
            </a>
          </span>
        </p>
        <PostForm action="/privacy" fields={{ action: "seen" }}>
          <Button variant="secondary">{t("privacy.banner.ok")}</Button>
        </PostForm>
      </div>
    </aside>
  );
}
