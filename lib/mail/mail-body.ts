import { env } from "../env.ts";
import { currentLocale } from "../i18n/locale.ts";

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escapeHtml = (text: string) => text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? character);

/** A part of a mail: a paragraph, a code to be read off, or a link of ours that stands alone. */
export type MailPart = string | { code: string } | { link: string; label: string };

function textOf(part: MailPart): string {
  if (typeof part === "string") return part;
  return "code" in part ? part.code : `${part.label}:\n${part.link}`;
}

function htmlOf(part: MailPart): string {
  if (typeof part === "string") return `<p>${escapeHtml(part)}</p>`;
  if ("code" in part) return `<p style="font-size:28px;letter-spacing:6px;font-weight:700;margin:24px 0">${escapeHtml(part.code)}</p>`;
  return `<p><a href="${escapeHtml(part.link)}" style="color:#1d4ed8">${escapeHtml(part.label)}</a></p>`;
}

/** The two bodies of a mail. Every part is inserted as text. */
export function mailBody(parts: readonly MailPart[]): { text: string; html: string } {
  const title = escapeHtml(env().SITE_NAME);
  return {
    text: `${parts.map(textOf).join("\n\n")}\n`,
    html: `<!doctype html><html lang="${currentLocale()}"><head><meta charset="utf-8"><title>${title}</title></head><body style="font-family:system-ui,sans-serif;font-size:16px;line-height:1.5;color:#1c1917;max-width:480px;margin:0 auto;padding:24px">${parts.map(htmlOf).join("")}</body></html>`,
  };
}

/** An address of this site for a mail: always on the configured origin, whatever a request said. */
export function mailLink(path: string): string {
  return new URL(path, env().AUTH_URL).href;
}
