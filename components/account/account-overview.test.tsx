import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { AccountOverview, type AccountOverviewProps } from "./account-overview.tsx";

const at = "2026-11-23T05:00:00Z";
const page = (props: Partial<AccountOverviewProps> = {}) =>
  renderToStaticMarkup(
    <AccountOverview siteName="Larkspur" user={{ name: "Ada", email: "ada@example.com", emailProved: true }} linked={[]} session={{ method: "email_code", authenticatedAt: at, expires: at }} {...props} />,
  );

test("names how this session was made", () => {
  expect(page()).toContain("<dd class=\"min-w-0\">a code by e-mail</dd>");
  expect(page({ session: { method: "amazon", provider: "Amazon", authenticatedAt: at, expires: at } })).toContain("<dd class=\"min-w-0\">Amazon</dd>");
});

test("lists the e-mail code as a way in only when the address is proved", () => {
  expect(page()).toContain("Code by e-mail");
  expect(page({ user: { name: "Ada", email: "ada@example.com", emailProved: false } })).not.toContain("Code by e-mail");
});

test("shows a person of whom nothing is known", () => {
  expect(page({ user: { name: null, email: null, emailProved: false } })).toContain("Your account");
});

test("shows a name of markup as text", () => {
  expect(page({ user: { name: "<script>alert(1)</script>", email: null, emailProved: false } })).not.toContain("<script");
});

test("speaks of a provider that told no name only to people who have linked one", () => {
  const user = { name: null, email: "ada@example.com", emailProved: true };
  expect(page({ user })).toContain("No name yet");
  expect(page({ user })).not.toContain("Amazon");
  expect(page({ user, linked: [{ id: "1", provider: "amazon", label: "Amazon", name: null, email: null, consentLost: null, linkedAt: at }] })).toContain("Amazon did not tell us a name");
  expect(page({ user, linked: [{ id: "1", provider: "amazon", label: "Amazon", name: "Ada", email: null, consentLost: null, linkedAt: at }] })).toContain("No name yet");
});

test("says of a linked account whose provider is switched off that it does not sign in", () => {
  const account = { id: "1", provider: "google", label: "Google", name: "Ada", email: null, consentLost: null, linkedAt: at };
  expect(page({ linked: [{ ...account, off: true }] })).toContain("This account does not sign you in: Google is not in use here");
  expect(page({ linked: [account] })).not.toContain("does not sign you in");
});

test("says which other account of a provider is not linked, with a way to link it and a form that puts the notice away", () => {
  const html = page({ notices: [{ id: "n1", code: "nothing_linked", values: { provider: "oidc" } }], providerNames: { oidc: "Sample Id" } });
  expect(html).toContain("Your other Sample Id account is not linked");
  expect(html).toContain('href="/account/sign-in-methods/link?provider=oidc"');
  expect(html).toContain('name="notice" value="n1"');
});

test("lists the password as a way in", () => {
  expect(page({ hasPassword: true })).toContain("You enter it together with your confirmed address.");
  expect(page()).not.toContain("You enter it together");
});

test("says that another account is part of this one, with a form that puts the notice away", () => {
  const html = page({ notices: [{ id: "n1", code: "accounts_merged", values: { merge: "0192f0d0-0000-7000-8000-000000000001" } }] });
  expect(html).toContain("Another account is part of yours now");
  expect(html).toContain('href="/account/sign-in-methods"');
  expect(html).toContain('name="notice" value="n1"');
  expect(page()).not.toContain("part of yours now");
});

test("says that a passkey was added, with help for whoever did not do it and a form that puts the notice away", () => {
  const html = page({ notices: [{ id: "n1", code: "passkey_added", values: { passkey: "0192f0d0-0000-7000-8000-000000000001" } }] });
  expect(html).toContain("A passkey was added to your account");
  expect(html).toContain('href="/help/sign-in#not-me"');
  expect(html).toContain('name="notice" value="n1"');
  expect(page()).not.toContain("A passkey was added");
});

test("says which address is gone, with a way to add another and a form that puts the notice away", () => {
  const html = page({ notices: [{ id: "n1", code: "email_moved", values: { email: "<b>ada@example.com" } }] });
  expect(html).toContain("An address is no longer on your account");
  expect(html).toContain("\u2068&lt;b&gt;ada@example.com\u2069 for another account here");
  expect(html).toContain('href="/account/sign-in-methods/email"');
  expect(html).toMatch(/<form [^>]*action="\/account" method="post"><input type="hidden" name="action" value="dismiss"\/><input type="hidden" name="notice" value="n1"\/>/);
  expect(page()).not.toContain("no longer on your account");
});
