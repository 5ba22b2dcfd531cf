import { sandboxClientId, sandboxClientSecret } from "#sandbox/amazon/defaults.ts";
import type { OidcUpstream } from "#sandbox/oidc/server.ts";
import { visit } from "#sandbox/oidc/visit.ts";
import { open as openEnvelope } from "#lib/crypto/envelope.ts";
import { parseVaultKeys } from "#lib/crypto/vault-keys.ts";
import { attemptOf, comeBack, decideAtAmazon, expectRecovery, parameter, pathOf, rowCounts, sessionOf, signedIn, signInWithAmazon, startAmazon, tokenCalls, withParameter } from "../fixtures/journey.ts";
import { countUsersOf, newestCode, newPersona, newProvedUser, userIdOf } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";
import { callbackOf } from "../fixtures/upstream.ts";

/**
 * The journeys again, judged by a server whose rules are not ours (docs/decisions/0008-second-upstream.md): OA-03, 06,
 * 07 and 09, LM-05, and what RFC 6749 calls invalid_grant and invalid_client.
 */

const [newest, older] = [sandboxClientSecret, "amzn1.oa2-cs.v1.the-secret-before-this-one-0123456789abcdef"];
test.use({ setting: { upstream: "oidc", environment: { AUTH_AMAZON_SECRET: `${newest},${older}` } } });

function oidcOf(stack: Stack): OidcUpstream {
  if (!stack.oidc) throw new Error("this installation has no second upstream");
  return stack.oidc;
}

/** The shop as the upstream knows it, with this secret and these return URLs. */
function register(stack: Stack, clientSecret: string, ...more: string[]): void {
  oidcOf(stack).register({ clientId: sandboxClientId, clientSecret, returnUrls: [callbackOf(stack.appUrl), ...more] });
}

test.afterEach(({ stack }) => {
  register(stack, newest);
  oidcOf(stack).namesIssuer = false;
  // It takes a whole grant back when a code comes twice: that must never be our doing.
  expect(oidcOf(stack).ledger.revokedGrants, "grants that were revoked").toEqual([]);
});

async function accountOf(stack: Stack, providerAccountId: string) {
  const { rows } = await stack.sql.query<{ id: string; access_token: string; refresh_token: string; scope: string }>(`SELECT "id", "access_token", "refresh_token", "scope" FROM "Account" WHERE "providerAccountId" = $1`, [providerAccountId]);
  const [row] = rows;
  if (!row) throw new Error("there is no such account");
  return row;
}

test("a first sign-in makes one user with one account and ends where the shopper wanted to go", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  const { callback, started, code } = await comeBack(stack, vera, persona, "/bag?from=mail");
  expect(Object.fromEntries(new URL(started.authorizationUrl).searchParams)).toMatchObject({ scope: "profile", response_type: "code", code_challenge_method: "S256", redirect_uri: callbackOf(stack.appUrl) });
  expect(pathOf(await vera.get(callback))).toBe("/bag?from=mail");
  expect((await sessionOf(vera))?.user).toMatchObject({ name: persona.name, email: persona.email });
  expect(await countUsersOf(stack, persona)).toEqual({ users: 1, accounts: 1 });
  const [call, ...more] = tokenCalls(stack, code);
  expect(more).toEqual([]);
  expect(call).toMatchObject({ status: 200, parameters: { client_id: sandboxClientId, client_secret: newest, grant_type: "authorization_code" }, headers: {} });
});

test("what it issued is what the vault keeps, 400 characters and all", async ({ stack, open }) => {
  const persona = newPersona(stack);
  await signedIn(stack, open(), persona);
  const account = await accountOf(stack, persona.userId);
  const keys = parseVaultKeys([stack.environment.VAULT_KEYS ?? ""]);
  for (const field of ["access_token", "refresh_token"] as const) {
    const token = await openEnvelope(account[field], { purpose: "account", provider: "amazon", providerAccountId: persona.userId, rowId: account.id, field }, keys);
    expect(token).toHaveLength(400);
    expect(oidcOf(stack).knows(token)).toBe(true);
  }
  expect(account.scope).toBe("profile");
});

test("a returning shopper is the same user with fresh tokens, and a new name there is the name here", async ({ stack, open }) => {
  const [persona, otherDevice] = [newPersona(stack), open()];
  await signedIn(stack, open(), persona);
  const [userId, before] = [await userIdOf(stack, persona), await accountOf(stack, persona.userId)];
  oidcOf(stack).people.add({ userId: persona.userId, name: "Ada Renamed", ...(persona.email ? { email: persona.email } : {}) });
  await signedIn(stack, otherDevice, persona);
  expect(await countUsersOf(stack, persona)).toEqual({ users: 1, accounts: 1 });
  expect((await sessionOf(otherDevice))?.user.id).toBe(userId);
  const after = await accountOf(stack, persona.userId);
  expect(after.id).toBe(before.id);
  expect(after.access_token).not.toBe(before.access_token);
  const { rows } = await stack.sql.query(`SELECT "providerName" FROM "Account" WHERE "id" = $1`, [after.id]);
  expect(rows).toEqual([{ providerName: "Ada Renamed" }]);
});

for (const order of [[3, 1, 4, 0, 2], [4, 3, 2, 1, 0]]) {
  test(`five tabs finish in the order ${order.join(" ")}, each on its own page`, async ({ stack, open }) => {
    const [vera, persona] = [open(), newPersona(stack)];
    const destinations = ["/bag", "/saved", "/", "/privacy", "/help/sign-in"];
    const tabs = [];
    for (const destination of destinations) tabs.push(await comeBack(stack, vera, persona, destination));
    for (const index of order) expect(pathOf(await vera.get(tabs[index]?.callback ?? ""))).toBe(destinations[index]);
    expect(await countUsersOf(stack, persona)).toEqual({ users: 1, accounts: 1 });
    expect([...vera.cookies.keys()].filter((name) => name.startsWith("lwa."))).toEqual([]);
  });
}

test("Cancel there is a quiet way back here, and the attempt is spent", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  const started = await startAmazon(vera, "/saved");
  const before = await rowCounts(stack);
  const answer = await vera.get(await decideAtAmazon(stack, started.authorizationUrl, persona, "cancel"));
  expect(pathOf(answer)).toBe("/signin?returnTo=%2Fsaved&notice=consent_denied");
  expect((await vera.get(pathOf(answer))).body).not.toContain("Access not permitted");
  expect(await attemptOf(stack, started.state)).toMatchObject({ status: "cancelled", outcome: "consent_denied" });
  const late = await decideAtAmazon(stack, started.authorizationUrl, persona);
  await expectRecovery(vera, await vera.get(late), "attempt_used");
  expect(tokenCalls(stack, parameter(late, "code"))).toEqual([]);
  expect(await rowCounts(stack)).toEqual(before);
});

test("a finished callback that comes again sends no code twice, so that the grant lives on", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  const { callback, code } = await comeBack(stack, vera, persona, "/bag");
  const [first, twin] = await Promise.all([vera.copy(), vera].map((browser) => browser.get(callback)));
  expect([first, twin].map((answer) => answer?.status)).toEqual([303, 303]);
  const before = await rowCounts(stack);
  for (let times = 0; times < 3; times += 1) await vera.get(callback);
  await expectRecovery(open(), await open().get(callback), "state_mismatch");
  expect(tokenCalls(stack, code)).toHaveLength(1);
  expect(await rowCounts(stack)).toEqual(before);
  const issued = oidcOf(stack).ledger.issued.filter(({ userId, kind }) => userId === persona.userId && kind !== "code");
  expect(issued.map(({ value }) => oidcOf(stack).knows(value))).toEqual([true, true]);
});

test("a code that was issued to another challenge fails its check of the verifier", async ({ stack, open }) => {
  const [mal, vera, persona] = [open(), open(), newPersona(stack)];
  const stolen = await comeBack(stack, mal, newPersona(stack, { name: "Mal" }));
  const [early, late] = [await comeBack(stack, vera, persona), await comeBack(stack, vera, persona)];
  const before = await rowCounts(stack);
  for (const [own, code] of [[early, stolen.code], [late, early.code]] as const) {
    await expectRecovery(vera, await vera.get(withParameter(own.callback, "code", code)), "grant_rejected");
    expect(tokenCalls(stack, code).map(({ status }) => status)).toEqual([400]);
    expect(await attemptOf(stack, own.started.state)).toMatchObject({ status: "failed", outcome: "grant_rejected" });
  }
  expect(await sessionOf(vera)).toBeNull();
  expect(await rowCounts(stack)).toEqual(before);
  await expectRecovery(vera, await vera.get(stolen.callback), "state_mismatch");
  expect(tokenCalls(stack, stolen.code)).toHaveLength(1);
});

test("a code that was issued to another client, or by nobody, is refused", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  oidcOf(stack).register({ clientId: "another-shop", clientSecret: "another-secret", returnUrls: [callbackOf(stack.appUrl)] });
  const before = await rowCounts(stack);
  for (const forge of [
    async (url: string) => parameter(await decideAtAmazon(stack, withOrigin(withParameter(url, "client_id", "another-shop"), url), persona), "code"),
    async () => "a-code-that-nobody-issued",
  ]) {
    const started = await startAmazon(vera);
    const callback = `/api/auth/callback/amazon?${new URLSearchParams({ code: await forge(started.authorizationUrl), state: started.state })}`;
    await expectRecovery(vera, await vera.get(callback), "grant_rejected");
  }
  expect(await rowCounts(stack)).toEqual(before);
});

function withOrigin(path: string, url: string): string {
  return new URL(path, url).href;
}

test("a client secret that it does not know ends as our own fault, with the code unspent", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  register(stack, "a-secret-that-the-shop-was-never-told");
  const { callback, code, started } = await comeBack(stack, vera, persona);
  const before = await rowCounts(stack);
  await expectRecovery(vera, await vera.get(callback), "client_rejected");
  expect(tokenCalls(stack, code).map(({ status, parameters }) => [status, parameters.client_secret])).toEqual([[401, newest], [401, older]]);
  expect(await attemptOf(stack, started.state)).toMatchObject({ status: "failed", outcome: "client_rejected" });
  expect(await rowCounts(stack)).toEqual(before);
});

test("where the newest secret is not known yet, the one before it signs in", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  register(stack, older);
  const { callback, code } = await comeBack(stack, vera, persona, "/saved");
  expect(pathOf(await vera.get(callback))).toBe("/saved");
  expect(tokenCalls(stack, code).map(({ status, parameters }) => [status, parameters.client_secret])).toEqual([[401, newest], [200, older]]);
});

test("a return URL that is not registered ends on its own page, without a code", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  const { authorizationUrl, state } = await startAmazon(vera);
  const { issued } = oidcOf(stack).ledger;
  const before = issued.length;
  for (const redirectUri of ["https://evil.example/", `${callbackOf(stack.appUrl)}/`, `${callbackOf(stack.appUrl)}?x=1`]) {
    expect(await visit(withOrigin(withParameter(authorizationUrl, "redirect_uri", redirectUri), authorizationUrl), persona.userId)).toMatchObject({ refused: 400 });
  }
  expect(issued).toHaveLength(before);
  expect((await attemptOf(stack, state)).status).toBe("open");
});

test("a code that was issued for another return URL of the shop is refused at the token endpoint", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  const other = `${callbackOf(stack.appUrl)}?close`;
  register(stack, newest, other);
  const { authorizationUrl, state } = await startAmazon(vera);
  const back = await decideAtAmazon(stack, withOrigin(withParameter(authorizationUrl, "redirect_uri", other), authorizationUrl), persona);
  await expectRecovery(vera, await vera.get(back), "grant_rejected");
  expect(tokenCalls(stack, parameter(back, "code")).map(({ status, parameters }) => [status, parameters.redirect_uri])).toEqual([[400, callbackOf(stack.appUrl)]]);
  expect(await attemptOf(stack, state)).toMatchObject({ status: "failed", outcome: "grant_rejected" });
});

test("an answer that names an issuer is refused, its own and a foreign one alike, because Amazon names none", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  const before = await rowCounts(stack);
  oidcOf(stack).namesIssuer = true;
  const own = await comeBack(stack, vera, persona);
  expect(parameter(own.callback, "iss")).toBe(oidcOf(stack).url);
  const cancelledUrl = (await startAmazon(vera)).authorizationUrl;
  for (const callback of [own.callback, withParameter((await comeBack(stack, vera, persona)).callback, "iss", "https://evil.example"), await decideAtAmazon(stack, cancelledUrl, persona, "cancel")]) {
    await expectRecovery(vera, await vera.get(callback), "provider_answer_invalid");
    expect(tokenCalls(stack, parameter(callback, "code"))).toEqual([]);
  }
  expect(await rowCounts(stack)).toEqual(before);
});

test("an account that was closed between the code and the profile signs nobody in", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  const { callback, started } = await comeBack(stack, vera, persona);
  oidcOf(stack).people.remove(persona.userId);
  const before = await rowCounts(stack);
  // Its token endpoint finds that out by itself: the code's account is gone.
  await expectRecovery(vera, await vera.get(callback), "grant_rejected");
  expect(await attemptOf(stack, started.state)).toMatchObject({ status: "failed", userId: null });
  expect(await rowCounts(stack)).toEqual(before);
});

test("somebody without name and address gets in, and stays one user", async ({ stack, open }) => {
  const persona = newPersona(stack, { email: null });
  oidcOf(stack).people.add({ userId: persona.userId });
  const vera = open();
  for (let times = 0; times < 2; times += 1) expect(pathOf(await signInWithAmazon(stack, vera, persona))).toBe("/account");
  expect((await sessionOf(vera))?.user).toMatchObject({ name: null, email: null });
  expect(await countUsersOf(stack, persona)).toEqual({ users: 1, accounts: 1 });
});

test("an address that somebody proved leads to the ladder, and the code from the mailbox links", async ({ stack, open }) => {
  const { email, userId } = await newProvedUser(stack);
  const [vera, persona] = [open(), newPersona(stack, { email })];
  const { callback, code } = await comeBack(stack, vera, persona, "/bag");
  const answer = await vera.get(callback);
  expect(pathOf(answer)).toMatch(/^\/signin\/existing\?attempt=/);
  const attempt = parameter(pathOf(answer), "attempt");
  expect(await sessionOf(vera)).toBeNull();
  expect(await countUsersOf(stack, persona)).toEqual({ users: 0, accounts: 0 });
  expect(pathOf(await vera.get(callback))).toBe(pathOf(answer));
  await vera.post("/signin/existing", { attempt, action: "send_code" });
  const proof = await newestCode(stack, email, 2);
  expect(pathOf(await vera.post("/signin/existing", { attempt, action: "verify", code: proof }))).toBe("/bag");
  expect(await userIdOf(stack, persona)).toBe(userId);
  expect((await sessionOf(vera))?.user.id).toBe(userId);
  expect(tokenCalls(stack, code)).toHaveLength(1);
});

test("a guest's bag joins the user, and is there on the next device", async ({ stack, open }) => {
  const [vera, phone, persona] = [open(), open(), newPersona(stack)];
  await vera.post("/bag", { action: "add", productId: "enamel-kettle" });
  expect(pathOf(await signInWithAmazon(stack, vera, persona, "/bag"))).toBe("/bag");
  await signedIn(stack, phone, persona);
  for (const browser of [vera, phone]) expect((await browser.get("/bag")).body).toContain("Enamel kettle");
  const { rows } = await stack.sql.query<{ productId: string; quantity: number }>(`SELECT "productId", "quantity" FROM "BagItem" WHERE "userId" = $1`, [await userIdOf(stack, persona)]);
  expect(rows).toEqual([{ productId: "enamel-kettle", quantity: 1 }]);
});
