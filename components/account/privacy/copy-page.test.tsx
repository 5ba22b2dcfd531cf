import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { inLocale, locales } from "#lib/i18n/locale.ts";
import type { CopyState } from "#lib/privacy/copy/state.ts";
import { CopyPage } from "./copy-page.tsx";

const at = new Date("2026-11-28T10:42:00.000Z");
const ready: CopyState = { kind: "ready", href: "/x", proved: true, until: at, bytes: 1_000, begun: false };
const working: CopyState[] = [{ kind: "none" }, { kind: "waiting" }, { kind: "making", done: 1, total: 2 }];
const shown = (state: CopyState, mailed = true) => renderToStaticMarkup(<CopyPage state={state} mailed={mailed} />).replaceAll(/<[^>]*>/g, "");

test.each(working)("promises a mail only to who has a proved address, and none that it failed: %o", (state) => {
  expect(shown(state)).toContain("We write to your confirmed address when it is ready. If it cannot be made, only this page says so.");
  expect(shown(state, false)).not.toContain("We write");
  expect(shown(state, false)).toContain("You have no confirmed address that we could write to: come back to this page for it.");
});

test("offers to look again only while there is something to wait for", () => {
  for (const state of [{ kind: "waiting" }, { kind: "making", done: 1, total: 2 }] as const) expect(shown(state)).toContain("Look again");
  for (const state of [ready, { ...ready, begun: true }, { kind: "fetched", at }, { kind: "fetching", at }] as const) expect(shown(state)).not.toContain("Look again");
});

test.each(locales)("in %s what names a time is a whole sentence, with the time in it once", async (locale) => {
  await inLocale(locale, async () => {
    for (const state of [ready, { ...ready, begun: true }, { kind: "fetched", at }, { kind: "fetching", at }, { kind: "expired", at }] as const) {
      const page = renderToStaticMarkup(<CopyPage state={state} mailed />);
      expect(page.match(/<time dateTime="2026-11-28T10:42:00.000Z">/g)).toHaveLength(1);
      expect(page).not.toContain("{date}");
      expect(page.replaceAll(/<time[^>]*>[^<]*<\/time>/g, "TIME")).toMatch(/TIME[^<]*[.。]<\/p>/);
    }
  });
});

test("says, while another session fetches it, that the archive goes then, and not that it is gone", () => {
  expect(shown({ kind: "fetching", at })).toContain("Your copy is being fetched");
  expect(shown({ kind: "fetching", at })).toContain("until November 28, 2026 at 10:42 UTC; then it is erased here.");
  expect(shown({ kind: "fetching", at })).not.toContain("is gone");
  expect(shown({ kind: "fetched", at })).toContain("the archive is gone from our side");
});
