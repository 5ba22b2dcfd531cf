import { portFromEnvironment, runAsProcess } from "../run-as-process.ts";
import { mailboxPort, mailboxSmtpPort, startMailbox } from "./server.ts";

await runAsProcess("mailbox", async () => {
  const webPort = portFromEnvironment("MAILBOX_PORT", mailboxPort);
  const smtpPort = portFromEnvironment("MAILBOX_SMTP_PORT", mailboxSmtpPort);
  const mailbox = await startMailbox({ webPort, smtpPort });
  return { readyLine: `mailbox ready ${mailbox.url} ${mailbox.smtpUrl}`, close: mailbox.close };
});
