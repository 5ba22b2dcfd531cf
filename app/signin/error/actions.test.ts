import { expect, test, vi } from "vitest";
import { type RecoveryFacts, recoveryActions } from "./actions.ts";

vi.mock("#lib/auth/switched-on.ts", () => ({ providerLabel: (name: string) => name, viaOf: () => undefined }));
vi.mock("#lib/brand/artwork.ts", () => ({ installedArtwork: () => undefined }));

const behind = (change: Partial<NonNullable<RecoveryFacts["attempt"]>> = {}) => ({ intent: "sign_in", method: "email_code", purpose: null, returnTo: "/saved", ...change });
const first = (code: Parameters<typeof recoveryActions>[0], facts: Partial<RecoveryFacts> = {}) => recoveryActions(code, { attempt: null, via: undefined, ...facts })[0];

test("offers Amazon first only where it was about Amazon", () => {
  const amazon = expect.objectContaining({ kind: "amazon", label: "Try again with Amazon" }) as unknown;
  expect(first("provider_unavailable")).toEqual(amazon);
  expect(first("attempt_expired", { attempt: behind({ method: "amazon" }), via: "amazon" })).toEqual(amazon);
  expect(first("state_mismatch", { via: "amazon" })).toEqual(amazon);
  for (const code of ["attempt_expired", "attempt_unknown", "state_mismatch", "unexpected", "database_unavailable", "input_invalid"] as const) {
    expect(first(code), code).toMatchObject({ label: "See all ways to sign in" });
    for (const method of ["email_code", "password", "passkey"]) expect(first(code, { attempt: behind({ method }) }), code).toMatchObject({ label: "See all ways to sign in", href: "/signin?returnTo=%2Fsaved" });
  }
  expect(first("attempt_expired", { attempt: behind({ method: "google" }), via: "google" })).toMatchObject({ kind: "post", action: "/api/auth/signin/google", fields: { returnTo: "/saved" } });
});

test("offers no click that leads to Amazon while nobody is sent there", () => {
  const away = { amazonAway: true };
  expect(first("provider_unavailable", away)).toEqual({ kind: "link", label: "Use a code by e-mail instead", href: "/signin?returnTo=%2Faccount" });
  expect(first("attempt_expired", { attempt: behind({ method: "amazon" }), via: "amazon", ...away })).toMatchObject({ label: "See all ways to sign in" });
  expect(first("attempt_expired", { attempt: behind({ method: "google" }), via: "google", ...away })).toMatchObject({ action: "/api/auth/signin/google" });
  const owned = recoveryActions("link_owned_by_other", { attempt: behind({ intent: "link", method: "amazon" }), via: "amazon", ...away });
  expect(JSON.stringify(owned)).not.toContain("/api/auth/signin/amazon");
});

test("leads who proved something once more back to where they were", () => {
  const purpose = "change_email";
  for (const intent of ["reauthenticate", "add_first_method"]) {
    expect(first("attempt_expired", { attempt: behind({ intent, purpose, method: "amazon" }), via: "amazon" })).toEqual({ kind: "link", label: "Go back", href: "/reauthenticate?purpose=change_email&returnTo=%2Fsaved" });
  }
  expect(first("email_owned_by_other", { attempt: behind({ intent: "prove_email", purpose }) })).toEqual({ kind: "link", label: "Go back", href: "/saved" });
});

test("leads who was proving the other account back to that, whatever became of it", () => {
  const attempt = behind({ intent: "merge", purpose: "merge", returnTo: "/account/merge" });
  for (const code of ["attempt_expired", "email_code_expired", "rate_limited", "step_up_other_session", "merge_own_way"] as const) {
    expect(first(code, { attempt }), code).toEqual({ kind: "link", label: "Go back", href: "/account/merge" });
  }
  expect(first("merge_proof_expired")).toMatchObject({ label: "Go back", href: "/account/merge" });
  expect(first("user_suspended", { attempt })).toMatchObject({ href: "/help/sign-in" });
  expect(recoveryActions("merge_one_must_count", { attempt, via: undefined }).map((action) => action.label)).toEqual(["Add an e-mail address", "Add a passkey", "Go back", "Back to the shop"]);
});

test("leads somebody whose ways in are all too young to what they can end and remove, and from a mail to nothing that wants a fresh proof", () => {
  const hrefs = (code: Parameters<typeof recoveryActions>[0]) => recoveryActions(code, { attempt: null, via: undefined }).flatMap((action) => (action.kind === "link" ? [action.href] : []));
  expect(hrefs("compromise_no_way")).toEqual(["/account/not-me", "/account/sessions", "/account/sign-in-methods", "/"]);
  expect(hrefs("not_me_link_no_way")).toEqual(["/account/sessions", "/account/sign-in-methods", "/help/sign-in", "/"]);
});

test("leads back to the password when it was not looked at", () => {
  expect(first("password_busy", { attempt: behind({ method: "password" }) })).toMatchObject({ label: "Go back", href: "/signin/password?returnTo=%2Fsaved" });
  expect(first("password_busy")).toMatchObject({ label: "See all ways to sign in" });
});

test("leads whose link did not come about to starting it again, and who owns the account to the other account or a merge", () => {
  const link = { attempt: behind({ intent: "link", method: "google", returnTo: "/account/sign-in-methods" }), via: "google" } as const;
  for (const code of ["attempt_expired", "link_other_session", "provider_unavailable", "attempt_used", "unexpected"] as const) {
    expect(first(code, link), code).toEqual({ kind: "link", label: "Start again", href: "/account/sign-in-methods/link?provider=google" });
  }
  expect(recoveryActions("link_owned_by_other", link)).toEqual([
    { kind: "link", label: "Put the two accounts together", href: "/account/merge" },
    { kind: "post", label: "Sign in to the other account", action: "/api/auth/signin/google", fields: { returnTo: "/account" } },
    { kind: "link", label: "Your ways to sign in", href: "/account/sign-in-methods" },
  ]);
  const reconnect = { attempt: behind({ intent: "reconnect", method: "amazon", returnTo: "/account/sign-in-methods" }), via: "amazon" } as const;
  for (const code of ["reconnect_other_account", "attempt_expired"] as const) expect(first(code, reconnect)).toEqual({ kind: "link", label: "Your ways to sign in", href: "/account/sign-in-methods" });
  // On the ladder nobody is signed in who could put anything together.
  expect(first("link_owned_by_other", { attempt: behind({ method: "amazon" }), via: "amazon" })).toMatchObject({ kind: "amazon" });
});
