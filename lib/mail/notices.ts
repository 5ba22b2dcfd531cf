import type { VaultKey } from "../crypto/vault-keys.ts";
import type { Tx } from "../db/client.ts";
import { env } from "../env.ts";
import { t } from "../i18n/index.ts";
import { currentLocale, inLocale } from "../i18n/locale.ts";
import { languageOf } from "./language.ts";
import { type MailPart, mailBody, mailLink } from "./mail-body.ts";
import { queueMail } from "./queue.ts";
import type { Mail } from "./send.ts";

/** What a notice tells of. */
export const noticeKinds = [
  "password_set",
  "password_changed",
  "password_removed",
  "passkey_added",
  "passkey_removed",
  "email_added",
  "email_changed",
  "email_removed",
  "account_linked",
  "account_unlinked",
  "amazon_ended",
  "accounts_merged",
  "merge_undone",
  "new_browser",
  "account_locked",
  "account_unlocked",
  "copy_asked",
  "copy_ready",
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

type NoticeOptions = {
  now?: Date;
  /** Path of the page that takes the change back; only a change of address, a merge and a sign-in in a new browser have one. */
  undoPath?: string;
  /** Of a sign-in: in which browser and by which way, in words. */
  signIn?: { device: string; method: string };
  keys?: readonly VaultKey[];
};

/** How long a notice that could not be sent is tried again. */
const noticeSeconds = 24 * 60 * 60;

/** A time for a reader in any country. */
function timeInUtc(at: Date): string {
  const locale = currentLocale();
  return new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" }).format(at);
}

/** What to do if it was somebody else, where looking at the ways to sign in would not mend it. */
const notYou = { accounts_merged: "notices.notYouMerged", merge_undone: "notices.notYouMerged", account_locked: "notices.notYouLocked", amazon_ended: "notices.notYouEnded" } as const;

/** What the way back does: a merge is taken apart, an account closed against a stranger, a change of address taken back. */
function undoWords(kind: NoticeKind) {
  if (kind === "accounts_merged") return ["notices.undoMergeText", "notices.undoMerge"] as const;
  return kind === "new_browser" ? (["notices.notMeText", "notices.notMe"] as const) : (["notices.undoText", "notices.undo"] as const);
}

function notYouKey(kind: NoticeKind): (typeof notYou)[keyof typeof notYou] | "notices.notYou" {
  return kind in notYou ? notYou[kind as keyof typeof notYou] : "notices.notYou";
}

/** What was done, when, and of a sign-in where and how. */
function deedParts(kind: NoticeKind, at: Date, signIn: NoticeOptions["signIn"]): MailPart[] {
  const facts = [t("notices.when", { time: timeInUtc(at) }), ...(signIn ? [t("notices.where", { device: signIn.device }), t("notices.how", { method: signIn.method })] : [])];
  return [t(`notices.kinds.${kind}.text`, { site: env().SITE_NAME }), ...facts];
}

/** The ways on: taking it back, into an account that is locked, or to what the end of a connection means. */
function wayParts(kind: NoticeKind, undoPath: string | undefined): MailPart[] {
  if (kind === "account_locked") return [{ link: mailLink("/signin/unlock"), label: t("sessions.unlock.link") }];
  if (kind === "amazon_ended") return [t("notices.endedText"), { link: mailLink("/account/sign-in-methods/amazon"), label: t("notices.ended") }];
  if (kind === "copy_ready") return [{ link: mailLink("/account/privacy/copy"), label: t("notices.copy") }];
  const [undoText, undo] = undoWords(kind);
  return [...(undoPath ? [t(undoText), { link: mailLink(undoPath), label: t(undo) }] : []), t("notices.ifYou")];
}

/** The mail that tells of a change. It holds our own words, the time, and links of this site; nothing that anybody typed. */
export function noticeMail(to: string, kind: NoticeKind, at: Date, { undoPath, signIn }: Pick<NoticeOptions, "undoPath" | "signIn"> = {}): Mail {
  const site = env().SITE_NAME;
  const parts: MailPart[] = [
    ...deedParts(kind, at, signIn),
    ...wayParts(kind, undoPath),
    t(notYouKey(kind), { site }),
    { link: mailLink("/help/sign-in#not-me"), label: t("notices.help") },
  ];
  return { to, subject: t(`notices.kinds.${kind}.subject`, { site }), ...mailBody(parts) };
}

/**
 * Queues a notice in the transaction of the deed that it tells of: it leaves once, after the commit, and never without
 * one.
 * @param to an address that the user has, or had until now, proved
 * @throws DatabaseUnavailableError
 */
export async function queueNotice(tx: Tx, to: string, kind: NoticeKind, options: NoticeOptions = {}): Promise<void> {
  const { now = new Date(), keys } = options;
  await queueMail(tx, noticeMail(to, kind, now, options), new Date(now.getTime() + noticeSeconds * 1_000), keys);
}

/** What somebody else may have caused: it is written in the language of its reader. */
const ofOthers: readonly NoticeKind[] = ["new_browser", "account_locked", "account_unlocked", "amazon_ended", "copy_asked"];

/**
 * Queues a notice to the proved address of a user. Who has none gets none: an address that nobody proved may be a
 * stranger's. Call it before a deed that takes the address away.
 * @returns whether there was anybody to write to
 * @throws DatabaseUnavailableError
 */
export async function noticeTo(tx: Tx, userId: string, kind: NoticeKind, options: NoticeOptions = {}): Promise<boolean> {
  const user = await tx.user.findUnique({ where: { id: userId }, select: { provedEmail: true } });
  if (!user?.provedEmail) return false;
  const { provedEmail } = user;
  const locale = ofOthers.includes(kind) ? await languageOf(tx, userId) : currentLocale();
  await inLocale(locale, async () => await queueNotice(tx, provedEmail, kind, options));
  return true;
}
