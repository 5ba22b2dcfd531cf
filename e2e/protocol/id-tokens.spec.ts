import type { Lie } from "#sandbox/oidc/lying-issuer.ts";
import type { OutcomeCode } from "#lib/outcomes.ts";
import { attemptOf, parameter, pathOf, rowCounts, sessionOf } from "../fixtures/journey.ts";
import type { HttpBrowser } from "../fixtures/http-browser.ts";
import { expect, test } from "../fixtures/protocol.ts";
import { startSampleIdSignIn } from "../fixtures/sample-id.ts";
import type { Stack } from "../fixtures/stack.ts";

/** An issuer that lies: what is wrong with an ID token has a code of its own, and nothing is written. */

test.use({ setting: { sampleId: "lying" } });

function liarOf(stack: Stack) {
  if (!stack.sampleId?.liar) throw new Error("this installation has no issuer that lies");
  return stack.sampleId.liar;
}

async function comeBack(stack: Stack, browser: HttpBrowser): Promise<{ state: string; callback: string }> {
  const url = await startSampleIdSignIn(browser);
  const [state = "", code = ""] = [url.searchParams.get("state"), url.searchParams.get("nonce")].map((value) => value ?? "");
  return { state, callback: `/api/auth/callback/oidc?${new URLSearchParams({ code, state, iss: liarOf(stack).url })}` };
}

const seconds = () => Math.floor(Date.now() / 1_000);
const lies: [string, Lie, OutcomeCode][] = [
  ["wrong signature", { signature: "foreign_key" }, "id_token_signature_invalid"],
  ["changed claims", { signature: "tampered" }, "id_token_signature_invalid"],
  ["alg none", { signature: "none" }, "id_token_algorithm_refused"],
  ["our own secret as the key", { signature: "secret" }, "id_token_algorithm_refused"],
  ["wrong issuer", { claims: { iss: "https://evil.example" } }, "id_token_issuer_mismatch"],
  ["wrong audience", { claims: { aud: "another-shop" } }, "id_token_audience_mismatch"],
  ["expiry in the past", { claims: { exp: seconds() - 3_600 } }, "id_token_expired"],
  ["wrong nonce", { claims: { nonce: "of-another-sign-in" } }, "id_token_nonce_mismatch"],
];

for (const [name, lie, outcome] of lies) {
  test(`refuses an ID token with ${name}, and the page says so without a word about Amazon`, async ({ stack, open }) => {
    const vera = open();
    const { state, callback } = await comeBack(stack, vera);
    const before = await rowCounts(stack);
    Object.assign(liarOf(stack), { lie, person: { sub: "vera", email: "vera@example.test", email_verified: true } });
    const answer = await vera.get(callback);
    expect(pathOf(answer)).toMatch(/^\/signin\/error\?/);
    expect([parameter(pathOf(answer), "code"), parameter(pathOf(answer), "via")]).toEqual([outcome, "oidc"]);
    const { body } = await vera.get(pathOf(answer));
    const main = body.slice(body.indexOf("<main"), body.indexOf("</main>"));
    expect(main).toContain("We stopped this sign-in");
    expect(main).not.toContain("Amazon");
    expect(await rowCounts(stack)).toEqual(before);
    expect(await attemptOf(stack, state)).toMatchObject({ status: "failed", outcome, userId: null });
    expect(await sessionOf(vera)).toBeNull();
  });
}

test("an honest ID token of the same issuer signs in, and a provider that is down is named", async ({ stack, open }) => {
  const vera = open();
  const first = await comeBack(stack, vera);
  Object.assign(liarOf(stack), { lie: { tokenAnswer: { status: 503, body: {} } }, person: { sub: "vera", name: "Vera" } });
  const down = await vera.get(first.callback);
  expect(parameter(pathOf(down), "code")).toBe("provider_unavailable");
  const { body } = await vera.get(pathOf(down));
  expect(body).toContain("Sample Id is not answering right now");
  expect(body).toContain('action="/api/auth/signin/oidc"');
  liarOf(stack).lie = {};
  const { callback } = await comeBack(stack, vera);
  expect(pathOf(await vera.get(callback))).toBe("/account");
  expect((await sessionOf(vera))?.user.name).toBe("Vera");
});

test("a name of a provider that nobody switched on changes no words", async ({ open }) => {
  for (const via of ["google", "nobody", "__proto__", "<b>x</b>"]) {
    const { body, status } = await open().get(`/signin/error?${new URLSearchParams({ code: "provider_unavailable", via })}`);
    expect(status).toBe(200);
    expect(body).toContain("Amazon is not answering right now");
  }
});
