import { overClientLimit } from "../auth/client-limit.ts";
import { hashKey } from "../auth/hash-key.ts";
import type { Visitor } from "../auth/visitor.ts";
import { database } from "../db/client.ts";
import { env } from "../env.ts";
import { t } from "../i18n/index.ts";
import { defaultLocale, inLocale } from "../i18n/locale.ts";
import { mailBody } from "../mail/mail-body.ts";
import { queueMail } from "../mail/queue.ts";
import type { Mail } from "../mail/send.ts";
import { consumeRateLimit } from "../rate-limit/consume.ts";
import { logEvent } from "../telemetry/log.ts";
import type { Contact } from "./read-contact.ts";

/** For how long a message waits for a mail server that is away. */
const waitSeconds = 3 * 24 * 60 * 60;

/** The mail to the shop. What the person typed stands in its body only; the answer goes to their address. */
function supportMail({ email, reference, message }: Contact, userId: string | undefined): Mail {
  const none = t("help.mail.none");
  return {
    to: env().SUPPORT_EMAIL,
    replyTo: email,
    subject: reference === null ? t("help.mail.subject") : t("help.mail.subjectWithReference", { reference }),
    ...mailBody([
      t("help.mail.reference", { reference: reference ?? none }),
      t("help.mail.from", { email }),
      // Only that somebody is signed in is proved; the address above was typed.
      t("help.mail.user", { user: userId ?? none }),
      ...message.split("\n\n"),
    ]),
  };
}

export type ContactResult = { kind: "sent" } | { kind: "rate_limited"; retryAfterSeconds: number };

/**
 * Sends a message to the shop's support address, so often from one client and so often from all of them. The person gets
 * no copy: the address was typed by anybody, and would be a way to fill other people's mailboxes.
 * @throws DatabaseUnavailableError
 */
export async function writeToSupport(visitor: Visitor, contact: Contact): Promise<ContactResult> {
  const over = await overClientLimit(visitor, "support_mail_from_client");
  if (over) return { kind: "rate_limited", ...over };
  const all = await consumeRateLimit(database(), hashKey(), "support_mail_from_anybody", "all");
  if (!all.allowed) return { kind: "rate_limited", retryAfterSeconds: all.retryAfterSeconds };
  const session = await visitor.session();
  // The shop reads it, whoever wrote it.
  const mail = inLocale(defaultLocale, () => supportMail(contact, session?.user.id));
  await database().transaction((tx) => queueMail(tx, mail, new Date(Date.now() + waitSeconds * 1_000)));
  logEvent("support.written", contact.reference === null ? {} : { reference: contact.reference });
  return { kind: "sent" };
}
