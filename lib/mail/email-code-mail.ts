import { env } from "../env.ts";
import { t } from "../i18n/index.ts";
import type { Mail } from "./send.ts";

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escapeHtml = (text: string) => text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? character);

/**
 * The mail with a six-digit code. It says what the code does, names no person and repeats nothing that a visitor typed.
 * @param purpose `existing` links an Amazon account, which its reader must know before passing the code on;
 *   `reauthenticate` means that somebody is signed in as the reader
 */
export function emailCodeMail(to: string, code: string, minutes: number, purpose: "sign_in" | "existing" | "reauthenticate" | "reset_password"): Mail {
  const site = env().SITE_NAME;
  const intro = { sign_in: t("mail.emailCode.intro", { site }), existing: t("mail.emailCode.introExisting", { site }), reauthenticate: t("stepUp.mail.intro", { site }), reset_password: t("mail.emailCode.introReset", { site }) }[purpose];
  const notYou = purpose === "reauthenticate" ? t("stepUp.mail.notYou") : t("mail.emailCode.notYou");
  const lines = [intro, code, t("mail.emailCode.validity", { minutes }), notYou, t("mail.emailCode.neverShare", { site })];
  const paragraphs = lines.map((line) => (line === code ? `<p style="font-size:28px;letter-spacing:6px;font-weight:700;margin:24px 0">${code}</p>` : `<p>${escapeHtml(line)}</p>`));
  return {
    to,
    subject: t("mail.emailCode.subject", { code, site }),
    text: `${lines.join("\n\n")}\n`,
    html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(site)}</title></head><body style="font-family:system-ui,sans-serif;font-size:16px;line-height:1.5;color:#1c1917;max-width:480px;margin:0 auto;padding:24px">${paragraphs.join("")}</body></html>`,
  };
}
