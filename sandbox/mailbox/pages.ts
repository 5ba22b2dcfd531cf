import { escapeHtml, htmlAnswer, shownText } from "../amazon/html.ts";
import type { Answer } from "../amazon/http.ts";
import type { Mail } from "./mails.ts";

const band = "Development mailbox — these mails were never sent to anybody";
const footer = `<a href="/">All mails</a> <a href="/api/mails">As JSON</a>`;
const linkForm = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g;

/** All mails, newest first. */
export function listPage(mails: Mail[]): Answer {
  const items = mails.map(
    (mail) => `<li class="card"><a href="/mails/${mail.id}"><bdi>${shownText(mail.subject) || "(no subject)"}</bdi></a>
<p>To <bdi>${shownText(mail.to.join(", "))}</bdi>, ${shownTime(mail.at)}</p></li>`,
  );
  return page(200, "Mails", [
    `<p class="quiet">The latest 200, newest first. <a href="/">Look again</a></p>`,
    items.length > 0 ? `<ul class="plain">${items.join("\n")}</ul>` : `<p class="card">No mail has come yet.</p>`,
  ]);
}

/**
 * One mail: its text as text, with links to click; its HTML in a frame that may run, load and open nothing. The frame
 * inherits this page's policy, so own style of the mail is let through here and nowhere else.
 */
export function mailPage(mail: Mail): Answer {
  const frame = mail.html
    ? `<h2>HTML</h2><iframe title="The mail's HTML" sandbox="" srcdoc="${escapeHtml(mail.html)}"></iframe>`
    : "";
  const parts = [
    `<dl class="card"><dt>From</dt><dd><bdi>${shownText(mail.from)}</bdi></dd>
<dt>To</dt><dd><bdi>${shownText(mail.to.join(", "))}</bdi></dd><dt>At</dt><dd>${shownTime(mail.at)}</dd></dl>`,
    `<h2>Text</h2><div class="card"><pre dir="auto">${withLinks(mail.text) || "(no text)"}</pre></div>`,
    frame,
  ];
  return page(200, mail.subject || "(no subject)", parts, "'unsafe-inline'");
}

/** Shown for a mail that has gone or never was. */
export function notFoundPage(): Answer {
  return page(404, "Nothing is here", [`<p>This mail is gone. Only the latest 200 are kept.</p>`]);
}

function page(status: number, title: string, parts: string[], styleSource?: string): Answer {
  const main = [`<h1><bdi>${shownText(title)}</bdi></h1>`, ...parts].join("\n");
  return htmlAnswer(status, { title: `${title} (mailbox)`, band, main, footer }, styleSource);
}

function withLinks(text: string): string {
  let html = "";
  let end = 0;
  for (const match of text.matchAll(linkForm)) {
    const link = escapeHtml(match[0]);
    html += `${escapeHtml(text.slice(end, match.index))}<a href="${link}" rel="noopener noreferrer">${link}</a>`;
    end = match.index + match[0].length;
  }
  return html + escapeHtml(text.slice(end));
}

function shownTime(at: string): string {
  return `<time datetime="${at}">${at.slice(0, 19).replace("T", " ")} UTC</time>`;
}
