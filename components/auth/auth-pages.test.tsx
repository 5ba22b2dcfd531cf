import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { artworkOf } from "#lib/brand/artwork.ts";
import { AmazonButton } from "./amazon-button.tsx";
import { ClaimedAddress } from "./claimed-address.tsx";
import { ExistingAccountLadder } from "./existing-account-ladder.tsx";
import { EnterCode } from "./reauthenticate/email-code.tsx";
import { RecoveryPage } from "./recovery-page.tsx";
import { SignInPanel } from "./sign-in-panel.tsx";
import { SignOutPanel } from "./sign-out-panel.tsx";
import { SwitchUser } from "./switch-user.tsx";
import { VerifyCode } from "./verify-code.tsx";
import type { Way } from "./ways/way.tsx";

const signIn = { siteName: "Larkspur", returnTo: "/bag" };
const ways: Way[] = [{ kind: "amazon", state: "ok", sharedWithUs: ["name", "e-mail address"], parts: ["id", "name", "email"] }, { kind: "email" }];
const verify = { email: "a@example.com", purpose: "sign_in" as const, expiresMinutes: 10, actionPath: "/signin/verify", fields: { flow: "1" }, resend: { action: "/signin/check-email", fields: {} } };

const pages: [string, ReactElement][] = [
  ["sign-in", <SignInPanel key="1" {...signIn} ways={ways} />],
  ["code", <VerifyCode key="2" {...verify} error="Wrong" />],
  ["ladder", <ExistingAccountLadder provider="Amazon" key="3" emailHint="a@example.com" step="code" problem={{ about: "code", text: "Wrong" }} expiresMinutes={10} />],
  ["switch", <SwitchUser provider="Amazon" key="4" currentName="Ada" newName={null} known={false} />],
  ["whose account", <ClaimedAddress key="7" email="a@example.com" providers={[{ name: "amazon", label: "Amazon" }]} fields={{ attempt: "1" }} />],
  ["whose account in the settings", <ClaimedAddress key="8" email="a@example.com" providers={[{ name: "amazon", label: "Amazon" }]} asker={{ name: null }} fields={{ attempt: "1" }} />],
  ["sign-out", <SignOutPanel key="5" name={null} returnTo="/account" />],
  ["recovery", <RecoveryPage key="6" title="T" whatHappened="H" whatNow="N" actions={[{ kind: "link", label: "L", href: "/" }]} />],
];

test.each(pages)("the %s page has one h1, no inline style and only forms that post to this site", (_name, page) => {
  const html = renderToStaticMarkup(page);
  expect(html.match(/<h1/g)).toHaveLength(1);
  expect(html).not.toContain("style=");
  for (const [, form] of html.matchAll(/<form([^>]*)>/g)) {
    expect(form).toContain('method="post"');
    expect(form).toMatch(/action="\/(?!\/)/);
  }
});

test("whose account it is says who is signed in, and what happens to which account, only where somebody is", () => {
  const ask = (asker?: { name: string | null }) => renderToStaticMarkup(<ClaimedAddress email="a@example.com" providers={[{ name: "amazon", label: "Amazon" }, { name: "google", label: "Google" }]} asker={asker} fields={{ attempt: "1" }} />);
  expect(ask({ name: "Ada" })).toContain("You are signed in as \u2068Ada\u2069. \u2068a@example.com\u2069 is on another account, signed in to with Amazon, Google, or a passkey.");
  expect(ask({ name: "Ada" })).toContain("Use it on this account");
  expect(ask({ name: "Ada" })).toContain('href="/account/sign-in-methods"');
  expect(ask()).toContain("Go on with a new account");
  expect(ask()).not.toMatch(/signed in as|Use it on this account|Leave everything/);
  for (const html of [ask(), ask({ name: null })]) expect(html.match(/value="mine"|value="passkey"/g)).toHaveLength(3);
});

test("whose account it is offers a passkey always, and no provider that signs nobody in to it", () => {
  const html = renderToStaticMarkup(<ClaimedAddress email="a@example.com" providers={[]} problem="No." fields={{ attempt: "1" }} />);
  expect(html).toContain("is on an account here that is signed in to with a passkey.");
  expect(html).toContain('value="passkey"');
  expect(html).not.toContain('value="mine"');
  expect(html).toMatch(/role="alert"[^]*No\./);
});

test("the Amazon button posts returnTo to the one API address", () => {
  const html = renderToStaticMarkup(<AmazonButton returnTo={'/bag?a="b"'} />);
  expect(html).toContain('action="/api/auth/signin/amazon"');
  expect(html).toContain('name="returnTo" value="/bag?a=&quot;b&quot;"');
  expect(html).toContain("Sign in with Amazon");
});

test.each([["large", 195], ["medium", 101], ["small", 46]] as const)("Amazon's %s artwork is shown as it is, named as it reads, released and pressed", (width, pixels) => {
  const html = renderToStaticMarkup(<AmazonButton returnTo="/" artwork={artworkOf(() => true)} width={width} label="Try again" />);
  expect(html.match(/alt="Login with Amazon"/g)).toHaveLength(2);
  expect(html).toContain(`src="/brand/btnLWA_gold_${pixels}x46.png" srcSet="/brand/btnLWA_gold_${pixels}x46.png 1x, /brand/btnLWA_gold_${pixels * 2}x92.png 2x" width="${pixels}" height="46"`);
  expect(html).toContain(`src="/brand/btnLWA_gold_${pixels}x46_pressed.png"`);
  expect(html).not.toMatch(/rounded|scale|Try again|Sign in with Amazon/);
});

test("without the pictures of a width the button is one of words, and without the pressed one the released one stays", () => {
  const only = artworkOf((name) => name === "btnLWA_gold_195x46.png");
  expect(renderToStaticMarkup(<AmazonButton returnTo="/" artwork={only} width="small" />)).toContain("Sign in with Amazon");
  const html = renderToStaticMarkup(<AmazonButton returnTo="/" artwork={only} />);
  expect(html.match(/<img/g)).toHaveLength(1);
  expect(html).not.toContain("group-active");
});

test("the sign-in page offers no Amazon button while Amazon is down, and keeps the code", () => {
  const html = renderToStaticMarkup(<SignInPanel {...signIn} ways={[{ kind: "amazon", state: "down", sharedWithUs: [], parts: [] }, { kind: "email" }]} />);
  expect(html).not.toContain("/api/auth/signin/amazon");
  expect(html).toContain('action="/signin/check-email"');
});

test("while Amazon is shaky the sign-in page says so first of all and keeps the button", () => {
  const html = renderToStaticMarkup(<SignInPanel {...signIn} ways={[{ kind: "email" }, { kind: "amazon", state: "shaky", sharedWithUs: ["name"], parts: ["id", "name", "email"] }]} />);
  const order = ["may not work", 'action="/signin/check-email"', 'action="/api/auth/signin/amazon"'].map((part) => html.indexOf(part));
  expect(order.toSorted((a, b) => a - b)).toEqual(order);
  expect(order[0]).toBeGreaterThan(-1);
});

test("a refused address comes back in its field, tied to its error, with a summary that takes the focus", () => {
  const html = renderToStaticMarkup(<SignInPanel {...signIn} ways={[{ kind: "email", typed: "ada@", error: "Not an address" }]} />);
  expect(html).toMatch(/role="alert" tabindex="-1" autofocus/i);
  expect(html).toContain('href="#email"');
  expect(html).toContain('aria-describedby="email-hint email-error"');
  expect(html).toContain('value="ada@"');
});

test("the ladder offers the same ends whatever the step", () => {
  const actions = (html: string) => Array.from(html.matchAll(/name="action" value="(\w+)"/g), ([, value]) => value);
  const offer = renderToStaticMarkup(<ExistingAccountLadder provider="Amazon" emailHint="a@example.com" step="offer" expiresMinutes={10} />);
  const code = renderToStaticMarkup(<ExistingAccountLadder provider="Amazon" emailHint="a@example.com" step="code" expiresMinutes={10} />);
  expect(actions(offer)).toEqual(["send_code", "password", "passkey", "not_mine", "cancel"]);
  expect(actions(code)).toEqual(["verify", "send_code", "password", "passkey", "not_mine", "cancel"]);
});

test.each([
  ["code", <VerifyCode key="1" {...verify} />, 'aria-label="Check your e-mail"', "We sent a six-digit code to \u2068a@example.com\u2069."],
  ["ladder", <ExistingAccountLadder key="2" provider="Amazon" emailHint="a@example.com" step="code" expiresMinutes={10} />, 'aria-labelledby="proof-title"', "If a mail can reach \u2068a@example.com\u2069"],
  ["step-up", <EnterCode key="3" email="a@example.com" fields={{}} expiresMinutes={10} />, 'aria-labelledby="code-title"', "We sent six digits to \u2068a@example.com\u2069."],
])("a code field that has the focus from the start tells a screen reader in which form it is and where the code went: %s", (_name, page, form, words) => {
  const html = renderToStaticMarkup(page);
  expect(/<form[^>]*>(?=(?:(?!<\/form>)[^])*name="code")/.exec(html)?.[0]).toContain(form);
  const [id = ""] = /aria-describedby="([^"]*)"/.exec(/<input[^>]*name="code"[^>]*>/.exec(html)?.[0] ?? "")?.[1]?.split(" ") ?? [];
  expect(html).toContain(`id="${id}"`);
  expect(html.slice(html.indexOf(`id="${id}"`)).replace(/^[^>]*>/, "")).toMatch(new RegExp(`^${words.replaceAll(".", "\\.")}`));
});

test("a hostile name is text, in the switch question too", () => {
  const html = renderToStaticMarkup(<SwitchUser provider="Amazon" currentName="<img src=x onerror=alert(1)>" newName="{name}" known />);
  expect(html).not.toContain("<img");
  expect(html).toContain("{name}");
});
