import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import type { SMTPServerDataStream, SMTPServerSession } from "smtp-server";
import type { MailList } from "./mails.ts";

const mostMailBytes = 5 * 1024 * 1024;
const closeTimeoutMilliseconds = 100;

/**
 * A mail server that takes every mail and delivers none: it puts them into the list. No password, no TLS.
 *
 * @see RFC 5321
 */
export function createSmtpServer(mails: MailList): SMTPServer {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    size: mostMailBytes,
    closeTimeout: closeTimeoutMilliseconds,
    onData: (stream, session, callback) => {
      keep(mails, stream, session).then(() => callback(), callback);
    },
  });
  // A client that drops its connection is no fault of ours; without a listener it would end the process.
  server.on("error", () => undefined);
  return server;
}

async function keep(mails: MailList, stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
  const mail = await simpleParser(stream, { skipTextToHtml: true, skipImageLinks: true });
  if (stream.sizeExceeded) {
    throw Object.assign(new Error("The mail is over 5 MiB"), { responseCode: 552 });
  }
  const { mailFrom, rcptTo } = session.envelope;
  mails.add({
    to: rcptTo.map((recipient) => recipient.address),
    from: mail.from?.text ?? (mailFrom ? mailFrom.address : ""),
    replyTo: mail.replyTo?.text ?? null,
    subject: mail.subject ?? "",
    text: mail.text ?? "",
    html: mail.html || null,
  });
}
