import { createTransport } from "nodemailer";
import { sandboxHosts } from "../env-amazon.ts";
import { mailLimits } from "../mail/send.ts";
import { speaksPlain } from "./ask.ts";
import type { MailFacts } from "./facts.ts";

const loginCodes = ["EAUTH", "ENOAUTH", "EOAUTH2"];
const certificateCodes = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME|^ETLS$|SSL/;

/** Greets the mail server, encrypts where it can, logs in, and says goodbye. No mail is sent. @returns the code of what went wrong */
async function greet(url: string, requireTLS: boolean): Promise<string | undefined> {
  const transport = createTransport({ url, ...mailLimits, requireTLS, disableFileAccess: true, disableUrlAccess: true });
  try {
    await transport.verify();
    return undefined;
  } catch (error) {
    const { code, originalCode } = error as { code?: unknown; originalCode?: unknown };
    return [originalCode, code].find((one) => typeof one === "string") ?? "no answer";
  } finally {
    transport.close();
  }
}

/** Whether the mail server takes mail from us, and whether anybody can read it on the way. */
export async function collectMail(url: string): Promise<MailFacts> {
  const local = sandboxHosts.test(new URL(url).hostname);
  const refusal = await greet(url, !local);
  if (!refusal) return { kind: "fine", encrypted: true };
  if (loginCodes.includes(refusal)) return { kind: "login_refused", reason: refusal };
  if (url.startsWith("smtps:") && speaksPlain(refusal)) return { kind: "plain", reason: refusal };
  // Sending does not insist on it: without STARTTLS mail goes out all the same.
  if (!local && url.startsWith("smtp:") && !(await greet(url, false))) return { kind: "fine", encrypted: false };
  return { kind: certificateCodes.test(refusal) ? "certificate" : "unreachable", reason: refusal };
}
