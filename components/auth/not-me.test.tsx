import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { ClosingView } from "#lib/accounts/closing-view.ts";
import { t } from "#lib/i18n/index.ts";
import { NotMe, NotMeByLink } from "./not-me.tsx";

const names = { amazon: "Amazon" };
const none: ClosingView["older"] = { providers: [], passkeys: false };
const [lock, noLock, either] = [t("sessions.notMe.locked"), t("sessions.notMe.open"), t("sessions.notMe.lockedIf")];

/** What somebody who is signed in is told, and what the reader of a mail is: one list. */
const told = (closing: ClosingView) => {
  const pages = [<NotMe key="1" closing={closing} providerNames={names} />, <NotMeByLink key="2" token="x" signedInAt={new Date()} closing={closing} providerNames={names} />];
  const [page = "", byLink] = pages.map((one) => renderToStaticMarkup(one));
  const itemsOf = (html = "") => [...html.matchAll(/<li>(.*?)<\/li>/g)].map(([, words]) => words);
  expect(itemsOf(byLink)).toEqual(itemsOf(page));
  return { page, items: itemsOf(page) };
};

test("a lock is promised without a condition only where one follows for certain", () => {
  for (const [kind, words] of [["always", lock], ["never", noLock], ["sometimes", either]] as const) {
    const { items, page } = told({ lock: kind, older: none });
    expect(items.filter((item) => [lock, noLock, either].includes(item ?? ""))).toEqual([words]);
    expect(page.includes(t("sessions.notMe.button"))).toBe(kind === "always");
  }
});

test("without a lock the older ways in are named, and a provider as a place to secure first", () => {
  const { items } = told({ lock: "never", older: { providers: ["amazon"], passkeys: true } });
  expect(items).toContain(t("sessions.notMe.older", { ways: "Amazon and passkeys" }));
  expect(items).toContain(t("sessions.notMe.provider", { providers: "Amazon" }));
  expect(items).toContain(t("sessions.notMe.added"));
  expect(told({ lock: "never", older: { providers: [], passkeys: true } }).items.join(" ")).not.toContain("change its password there");
});

test("where nothing older would be left, it says that nothing is changed then", () => {
  for (const kind of ["never", "sometimes"] as const) expect(told({ lock: kind, older: none }).items).toContain(t("sessions.notMe.none"));
});
