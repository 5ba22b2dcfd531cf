import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { ConsentLostReason } from "#lib/token-vault/token-use.ts";
import { AmazonPage } from "./amazon-page.tsx";
import { type Connected, ConsentBanner } from "./consent-banner.tsx";

const account = (id: string, consentLost: ConsentLostReason | null): Connected => ({ id, provider: "amazon", name: `Ada ${id}`, email: null, consentLost });
const banner = (...accounts: Connected[]) => renderToStaticMarkup(<ConsentBanner accounts={accounts} onlyWay={false} />);
const counted = (html: string, words: string) => html.split(words).length - 1;
const accountsIn = (html: string) => [...html.matchAll(/name="account" value="([^"]*)"/g)].map(([, id]) => id);
const [removed, ours] = ["You removed this shop at Amazon", "We need your yes at Amazon once more"];

test("says nothing where nothing is lost, or where nobody misses it", () => {
  expect(banner(account("1", null), account("2", "none"))).toBe("");
});

test("of one that is lost its form names that one, and it is said which where there are others", () => {
  expect([accountsIn(banner(account("1", "revoked"))), banner(account("1", "revoked")).includes("Ada")]).toEqual([["1"], false]);
  const html = banner(account("1", null), account("2", "key_lost"));
  expect([accountsIn(html), html.includes("Ada 2"), html.includes("Ada 1"), html.includes(ours ?? "")]).toEqual([["2"], true, false, true]);
});

test("several that are lost have a form each, under a name of its own, and a reason that is true of all is said once", () => {
  const html = banner(account("1", "revoked"), account("2", "revoked"));
  expect([accountsIn(html), counted(html, removed ?? "")]).toEqual([["1", "2"], 1]);
  for (const id of ["1", "2"]) expect(html).toContain(`aria-label="Connect Amazon again: \u2068Ada ${id}\u2069"`);
  const mixed = banner(account("1", "revoked"), account("2", "interrupted"));
  expect([accountsIn(mixed), counted(mixed, removed ?? ""), counted(mixed, ours ?? "")]).toEqual([["1", "2"], 1, 1]);
});

test("while nobody is sent to Amazon a sentence takes the place of every button that leads there", () => {
  const away = "Amazon is not answering. So we cannot send you there right now.";
  for (const lost of [[account("1", "revoked")], [account("1", "revoked"), account("2", "revoked")]]) {
    const html = renderToStaticMarkup(<ConsentBanner accounts={lost} onlyWay={false} away />);
    expect([accountsIn(html), counted(html, away), html.includes("Ada 2")]).toEqual([[], 1, lost.length > 1]);
  }
  const profile = { ...account("1", null), providerAccountId: "a", postalCode: null, scopes: ["profile"] };
  const own = { name: "Ada 1", email: null, emailProved: false };
  const page = (now: boolean) => renderToStaticMarkup(<AmazonPage accounts={[profile]} own={own} onlyWay={false} numberOnly={false} away={now} />);
  expect([page(false).includes('value="postal_code"'), page(false).includes(away)]).toEqual([true, false]);
  expect([page(true).includes('value="postal_code"'), page(true).includes(away)]).toEqual([false, true]);
});

test("a refusal of one of several says about which it is, and offers the click where the banner does not", () => {
  const profile = (id: string, consentLost: ConsentLostReason | null) => ({ ...account(id, consentLost), providerAccountId: id, postalCode: null, scopes: ["profile"] });
  const refusal = { title: "Once more", text: "Say yes.", consent: true, account: "2" };
  const page = (second: ConsentLostReason, asked?: string) =>
    renderToStaticMarkup(<AmazonPage accounts={[profile("1", null), profile("2", second)]} own={{ name: null, email: null, emailProved: false }} onlyWay={false} numberOnly={false} refusal={{ ...refusal, account: asked }} />);
  for (const reason of ["none", "revoked"] as const) expect(counted(page(reason, "2"), 'aria-label="Connect Amazon again: \u2068Ada 2\u2069"')).toBe(1);
  expect(page("none", "2")).toContain("This is about \u2068Ada 2\u2069");
  for (const made of [undefined, "x"]) expect(counted(page("none", made), "Connect Amazon again")).toBe(0);
});
