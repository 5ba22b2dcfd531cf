import { createHash } from "node:crypto";
import { t } from "#lib/i18n/index.ts";
import { defaultLocale, inLocale, isLocale } from "#lib/i18n/locale.ts";
import type { RequestContext } from "#lib/telemetry/request-context.ts";

/** A whole answer that needs neither Next nor the database. */
export type Answer = { status: number; headers: Record<string, string>; body: string };

/** Whose request is answered: its number, and the language that it asks for. */
export type Asking = Pick<RequestContext, "requestId" | "locale">;

/** Words of a static page. `action` leads on: an empty `href` is the address the person is at, as a plain GET. */
export type Words = { title: string; text: string; action: { href: string; label: string } };

const style = `
:root{color-scheme:light dark;font:1.0625rem/1.6 system-ui,sans-serif;--ground:#fbfaf8;--ink:#1d1b19;--soft:#55504b;--line:#d9d4cd;--accent:#1d1b19;--on-accent:#fff}
@media (prefers-color-scheme:dark){:root{--ground:#161513;--ink:#f2efeb;--soft:#b9b2aa;--line:#3b3733;--accent:#f2efeb;--on-accent:#161513}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;background:var(--ground);color:var(--ink)}
main{max-width:34rem;width:100%}
h1{font-size:1.5rem;line-height:1.3;margin:0 0 .75rem}
p{margin:0 0 1rem}
a{display:inline-block;min-height:44px;padding:.6rem 1.25rem;border-radius:.5rem;background:var(--accent);color:var(--on-accent);text-decoration:none;font-weight:600}
a:focus-visible{outline:3px solid var(--accent);outline-offset:3px}
small{display:block;margin-top:1.5rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--soft);overflow-wrap:anywhere}
`.trim();

const styleHash = createHash("sha256").update(style).digest("base64");

/** Allows exactly the one inline style sheet above. */
export const staticPagePolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

function html({ title, text, action }: Words, language: string, requestId: string): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${text}</p>
<a href="${action.href}">${action.label}</a>
<small>${t("listener.reference")} ${requestId}</small>
</main>
</body>
</html>
`;
}

/**
 * A static page for a person, in the language of the request.
 * @param words makes them from constants of ours: nothing from the request is written into a page, so nothing needs escaping
 * @param asking its number is base64url
 */
export function pageAnswer(status: number, words: () => Words, { requestId, locale }: Asking, headers: Record<string, string> = {}): Answer {
  const language = isLocale(locale) ? locale : defaultLocale;
  return {
    status,
    headers: { ...headers, "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": staticPagePolicy, "Cache-Control": "no-store" },
    body: inLocale(language, () => html(words(), language, requestId)),
  };
}

/** A short JSON answer for programs. */
export function dataAnswer(status: number, error: string, { requestId }: Asking, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { ...headers, "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" },
    body: JSON.stringify({ error, requestId }),
  };
}
