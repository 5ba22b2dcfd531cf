import { escapeHtml, shownText } from "./html.ts";
import { hiddenFields } from "./pages.ts";

/** A choice of a select: what is sent, what is shown. */
export type Choice = [value: string, label: string];

/** A form of the control room. `inner` is HTML; `action` is a part of an address that we chose. */
export function controlForm(action: string, hidden: Record<string, string>, inner: string): string {
  return `<form method="post" action="/_sandbox/page/${action}">${hiddenFields(hidden)}${inner}</form>`;
}

/** A form of one button. */
export function buttonForm(action: string, hidden: Record<string, string>, label: string, describedBy?: string): string {
  const described = describedBy === undefined ? "" : ` aria-describedby="${describedBy}"`;
  return controlForm(action, hidden, `<button${described}>${escapeHtml(label)}</button>`);
}

/** A line of text to change. */
export function textField(label: string, name: string, value = "", hint = ""): string {
  return `<label class="field">${escapeHtml(label)}${hintOf(hint)}
<input name="${name}" value="${escapeHtml(value)}" autocomplete="off"></label>`;
}

/** Several lines of text to change. */
export function textArea(label: string, name: string, value = "", hint = ""): string {
  // A line feed directly behind the tag is not part of the text.
  return `<label class="field">${escapeHtml(label)}${hintOf(hint)}
<textarea name="${name}" rows="3" spellcheck="false">\n${escapeHtml(value)}</textarea></label>`;
}

export function selectField(label: string, name: string, choices: Choice[], chosen?: string): string {
  const options = choices.map(
    ([value, text]) =>
      `<option value="${escapeHtml(value)}"${value === chosen ? " selected" : ""}>${shownText(text)}</option>`,
  );
  return `<label class="field">${escapeHtml(label)} <select name="${name}">${options.join("")}</select></label>`;
}

export function tickBox(label: string, name: string, value: string, ticked: boolean): string {
  return `<label class="tick"><input type="checkbox" name="${name}" value="${escapeHtml(value)}"${ticked ? " checked" : ""}> ${escapeHtml(label)}</label>`;
}

/** Something that opens. `inner` is HTML. */
export function details(summary: string, inner: string): string {
  return `<details><summary>${escapeHtml(summary)}</summary>${inner}</details>`;
}

/** A list, or one sentence when it is empty; what does not fit is counted. `items` are HTML. */
export function boundedList(items: string[], most: number, empty: string): string {
  if (items.length === 0) return `<p class="card">${escapeHtml(empty)}</p>`;
  const more = items.length > most ? `<p class="quiet">And ${items.length - most} more.</p>` : "";
  return `<ul class="plain">${items.slice(0, most).join("\n")}</ul>${more}`;
}

function hintOf(hint: string): string {
  return hint === "" ? "" : ` <span class="hint">${escapeHtml(hint)}</span>`;
}
