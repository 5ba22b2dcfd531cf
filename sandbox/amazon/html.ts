import { createHash } from "node:crypto";
import type { Answer } from "./http.ts";
import { styles } from "./styles.ts";

const styleHash = `'sha256-${createHash("sha256").update(styles).digest("base64")}'`;
const longestShownText = 80;

/** What every page of a stand-in has. `main` and `footer` are HTML, the other fields are text. */
export type Page = {
  title: string;
  /** The band above everything, which says what this is not. */
  band: string;
  main: string;
  footer: string;
};

/**
 * A page with a strict policy: no script, no outside content, our own style only. `form-action` is left out on purpose:
 * Chromium applies it to the redirects that follow a form, and those lead to the shop.
 *
 * @param styleSource replaces the hash of our own style where foreign style is shown in a frame
 */
export function htmlAnswer(status: number, page: Page, styleSource = styleHash): Answer {
  const policy = `default-src 'none'; style-src ${styleSource}; base-uri 'none'; frame-ancestors 'none'`;
  return {
    status,
    headers: {
      "content-type": "text/html;charset=UTF-8",
      "content-security-policy": policy,
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "strict-origin-when-cross-origin",
      "cache-control": "no-store",
    },
    body: htmlDocument(page),
  };
}

/** Makes text safe in HTML content and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/**
 * Text by strangers, fit to show: direction marks and control characters replaced, clipped, escaped.
 *
 * @param longest most characters shown
 */
export function shownText(text: string, longest = longestShownText): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\uFFFD");
  const characters = Array.from(plain.slice(0, longest * 2 + 2));
  const clipped = characters.length > longest;
  return escapeHtml(clipped ? `${characters.slice(0, longest).join("")}…` : plain);
}

function htmlDocument(page: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(page.title)}</title>
<style>${styles}</style>
</head>
<body>
<header class="band">${escapeHtml(page.band)}</header>
<main>
${page.main}
</main>
<footer>${page.footer}</footer>
</body>
</html>
`;
}
