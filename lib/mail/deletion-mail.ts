import { amazonAppsUrl } from "../i18n/links.ts";
import type { VaultKey } from "../crypto/vault-keys.ts";
import type { Tx } from "../db/client.ts";
import { env } from "../env.ts";
import { dayInWords, minuteInWords } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import { type MailPart, mailBody, mailLink } from "./mail-body.ts";
import { queueMail } from "./queue.ts";
import type { Mail } from "./send.ts";

/** What a mail about a deletion tells of. */
export type DeletionMail =
  /** `former`: the reader had the address until lately, and can get it back. */
  | { kind: "requested"; dueAt: Date; former: boolean }
  | { kind: "cancelled" }
  | { kind: "erased" };

/** How long it is tried again, as any mail about a change. */
const mailSeconds = 24 * 60 * 60;

/** What happened, what it means, and the way back where there is one. */
function partsOf(news: DeletionMail, site: string, when: string): MailPart[] {
  switch (news.kind) {
    case "requested":
      return [
        t("deletion.mail.requested.text", { site }),
        when,
        t("deletion.mail.requested.until", { date: minuteInWords(news.dueAt) }),
        t(news.former ? "deletion.mail.requested.former" : "deletion.mail.requested.back"),
        { link: mailLink("/signin?notice=deletion"), label: t("deletion.mail.requested.link") },
        t("deletion.mail.requested.notYou", { site }),
      ];
    case "cancelled":
      return [t("deletion.mail.cancelled.text", { site }), when, t("deletion.mail.cancelled.notYou", { site })];
    case "erased":
      return [
        t("deletion.mail.erased.text", { site }),
        when,
        t("deletion.mail.erased.kept"),
        t("deletion.mail.erased.amazon", { site }),
        { link: amazonAppsUrl, label: t("deletion.mail.erased.amazonLink") },
        t("deletion.mail.erased.notYou"),
      ];
    default:
      return news satisfies never;
  }
}

function subjectOf(news: DeletionMail, site: string): string {
  if (news.kind === "requested") return t("deletion.mail.requested.subject", { site, date: dayInWords(news.dueAt) });
  return news.kind === "cancelled" ? t("deletion.mail.cancelled.subject", { site }) : t("deletion.mail.erased.subject", { site });
}

/** The mail itself. It holds our own words, the time, and links that are the same for everybody; nothing that anybody typed. */
export function deletionMail(to: string, news: DeletionMail, at: Date): Mail {
  const site = env().SITE_NAME;
  const parts = [...partsOf(news, site, t("deletion.mail.when", { time: minuteInWords(at) })), { link: mailLink("/help/sign-in#not-me"), label: t("deletion.mail.help") }];
  return { to, subject: subjectOf(news, site), ...mailBody(parts) };
}

/** Queues it in the transaction of the deed that it tells of. @throws DatabaseUnavailableError */
export async function queueDeletionMail(tx: Tx, to: string, news: DeletionMail, { now, keys }: { now: Date; keys?: readonly VaultKey[] | undefined }): Promise<void> {
  await queueMail(tx, deletionMail(to, news, now), new Date(now.getTime() + mailSeconds * 1_000), keys);
}
