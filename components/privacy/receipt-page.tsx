import { ButtonLink } from "#components/ui/button.tsx";
import { Card, PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { t } from "#lib/i18n/index.ts";
import type { NoticeView } from "#lib/privacy/notice-view.ts";
import { HeldList } from "./held-list.tsx";
import type { Receipt } from "#lib/privacy/receipt.ts";
import { ReceiptCard } from "./receipt-card.tsx";

function Deed({ title, text, href, words }: { title: string; text: string; href: string; words: string }) {
  return (
    <Card as="section">
      <div className="grid gap-3">
        <h2 className="title-2">{title}</h2>
        <p className="text-soft">{text}</p>
        <ButtonLink href={href} variant="secondary" full>
          {words}
        </ButtonLink>
      </div>
    </Card>
  );
}

/** What arrived about whoever is signed in, all that is held of them, and what they can do about it. */
export function ReceiptPage({ receipts, labels, held }: { receipts: readonly Receipt[]; labels: Readonly<Record<string, string>>; held: NoticeView["held"] }) {
  return (
    <PageFrame width="medium">
      <Stack>
        <PageTitle lead={t("privacy.receipt.lead")}>{t("privacy.receipt.title")}</PageTitle>
        {receipts.map((receipt) => (
          <ReceiptCard key={receipt.id} receipt={receipt} label={labels[receipt.provider] ?? receipt.provider} />
        ))}
        {receipts.length === 0 && <p className="text-soft">{t("privacy.receipt.none")}</p>}
        <div className="grid gap-6 sm:grid-cols-2">
          <Deed title={t("privacy.receipt.copyTitle")} text={t("privacy.receipt.copyText")} href="/account/privacy/copy" words={t("privacy.receipt.copy")} />
          <Deed title={t("privacy.receipt.deleteTitle")} text={t("privacy.receipt.deleteText")} href="/account/privacy/delete" words={t("privacy.receipt.delete")} />
        </div>
        <Card as="section">
          <Stack>
            <h2 id="all" className="title-2">
              {t("privacy.receipt.allTitle")}
            </h2>
            <p className="text-soft">{t("privacy.receipt.allText")}</p>
            <HeldList held={held} />
            <p>
              <a href="/privacy" className="text-link inline-flex min-h-11 items-center">
                {t("privacy.receipt.notice")}
              </a>
            </p>
          </Stack>
        </Card>
      </Stack>
    </PageFrame>
  );
}
