import { createTransport, type Transporter } from "nodemailer";
import { env } from "../env.ts";
import { AuthError } from "../errors.ts";

/** A mail of ours. No caller-chosen text goes into headers; addresses were parsed by lib/accounts/email-address. `replyTo`: whom an answer goes to. */
export type Mail = { to: string; replyTo?: string | undefined; subject: string; text: string; html: string };

/** Time-outs of every word with the mail server. */
export const mailLimits = { connectionTimeout: 4_000, greetingTimeout: 4_000, socketTimeout: 8_000, dnsTimeout: 4_000 } as const;
const slot = Symbol.for("siwa.mail");

function transport(): Transporter {
  const holder = globalThis as { [slot]?: Transporter };
  holder[slot] ??= createTransport({ url: env().SMTP_URL, ...mailLimits, disableFileAccess: true, disableUrlAccess: true });
  return holder[slot];
}

/**
 * Hands a mail to the mail server.
 * @param id becomes the Message-ID, so that a mail which was handed over twice can be told to be one
 * @throws AuthError `mail_unavailable` when the server did not take it within its time-outs
 */
export async function sendMail(mail: Mail, id: string): Promise<void> {
  try {
    const messageId = `<${id}@${new URL(env().AUTH_URL).hostname}>`;
    const replyTo = mail.replyTo === undefined ? {} : { replyTo: { name: "", address: mail.replyTo } };
    await transport().sendMail({ messageId, from: env().MAIL_FROM, to: { name: "", address: mail.to }, ...replyTo, subject: mail.subject, text: mail.text, html: mail.html });
  } catch (error) {
    throw new AuthError("mail_unavailable", "the mail server did not take the mail", { cause: error });
  }
}
