import { createHash } from "node:crypto";
import { type SandboxClient, clientSchema, pairwiseUserId } from "#sandbox/amazon/clients.ts";
import { sandboxClientId, sandboxClientSecret } from "#sandbox/amazon/defaults.ts";
import { type Persona, personaChangeSchema } from "#sandbox/amazon/personas.ts";
import { type Settings, settingsSchema } from "#sandbox/amazon/settings.ts";
import { t } from "#lib/i18n/index.ts";
import type { HttpBrowser } from "../fixtures/http-browser.ts";
import { attemptOf, comeBack, expectRecovery, parameter, pathOf, rowCounts, sessionOf, signedIn, signInWithAmazon, startAmazon, tokenCalls, withParameter } from "../fixtures/journey.ts";
import { newAddress, newPersona, newProvedUser } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import { accountOf, askAtAmazon, control, expectFailed, signInGranting, wayBack } from "../fixtures/sandbox-control.ts";
import type { Stack } from "../fixtures/stack.ts";

/** What people, the shop's own registration, and Amazon as a whole may do behind the shop's back: UF-07, UF-09 and more. */

test.afterEach(({ stack: { sandbox } }) => [sandbox.clients, sandbox.settings].forEach((part) => part.reset()));
test.afterEach(({ stack }) => stack.sandbox.faults.clear());

type Work = (stack: Stack, open: () => HttpBrowser) => Promise<void>;
type Changed = Omit<Partial<Record<keyof typeof personaChangeSchema.shape, unknown>>, "userId">;

const changePersona = (stack: Stack, persona: Persona, change: Changed) => control(stack, "PATCH", "personas", { userId: persona.userId, ...change });

async function changeClient(stack: Stack, change: Partial<SandboxClient>): Promise<void> {
  const known = stack.sandbox.clients.get(sandboxClientId);
  await control(stack, "POST", "clients", { ...known, ...change });
}

async function changeSettings(stack: Stack, change: Partial<Settings>): Promise<void> {
  await control(stack, "PATCH", "settings", change);
}

/** The way back of a sign-in that has stopped between consent and callback. */
async function stopBeforeCallback(stack: Stack, browser: HttpBrowser, persona: Persona) {
  const { callback, started, code } = await comeBack(stack, browser, persona);
  return { finish: () => browser.get(callback), state: started.state, code, persona };
}

/** A sign-in by the pages of Amazon. @param left the scopes whose boxes are unticked */
async function throughThePages(stack: Stack, browser: HttpBrowser, persona: Persona, left: string[]): Promise<{ callback: string; consent: string }> {
  const { authorizationUrl } = await startAmazon(browser);
  const { amazon, answer } = await askAtAmazon(stack, authorizationUrl, persona);
  if (answer.status === 302) return { callback: wayBack(answer), consent: "" };
  const { pathname, search } = new URL(authorizationUrl);
  // The shop asks for one scope, so there is one box at most.
  const [, box] = /name="granted" value="([^"]+)" checked/.exec(answer.body) ?? [];
  const granted: Record<string, string> = box && !left.includes(box) ? { granted: box } : {};
  const fields = { continue_to: pathname + search, user_id: persona.userId, decision: "allow", ...granted };
  return { callback: wayBack(await amazon.post("/ap/consent", fields)), consent: answer.body };
}

const unknownClient: Work = async (stack, open) => {
  const [browser, persona] = [open(), newPersona(stack)];
  const started = await startAmazon(browser);
  const { answer } = await askAtAmazon(stack, started.authorizationUrl, persona);
  expect([answer.status, answer.headers.get("location")]).toEqual([400, null]);
  expect(answer.body).toContain("Unknown client_id");
  expect(await attemptOf(stack, started.state)).toMatchObject({ status: "open", outcome: null });
  expect(await accountOf(stack, persona.userId)).toBeUndefined();
};

/** What a persona may change, and what the shop makes of it. */
const people: Record<keyof typeof personaChangeSchema.shape, Work> = {
  userId: async (stack, open) => {
    // The id is Amazon's to give; one of another form is nobody.
    const browser = open();
    const persona = (await control(stack, "POST", "personas", { userId: `A${newAddress().replace("@", "-")}`, name: "Odd" })) as Persona;
    const stopped = await stopBeforeCallback(stack, browser, persona);
    await expectFailed(stack, browser, { ...stopped, answer: await stopped.finish() }, "provider_answer_invalid");
  },
  name: async (stack, open) => {
    const persona = newPersona(stack);
    await signedIn(stack, open(), persona);
    for (const [name, providerName] of [["Other Name", "Other Name"], [null, null]]) {
      await changePersona(stack, persona, { name });
      await signedIn(stack, open(), persona);
      // The user keeps the name they have: it may have become their own.
      expect(await accountOf(stack, persona.userId)).toMatchObject({ name: persona.name, providerName });
    }
  },
  email: async (stack, open) => {
    const [persona, email] = [newPersona(stack), newAddress()];
    await signedIn(stack, open(), persona);
    await changePersona(stack, persona, { email });
    await signedIn(stack, open(), persona);
    expect(await accountOf(stack, persona.userId)).toMatchObject({ email, providerEmail: email });
    await changePersona(stack, persona, { email: null });
    await signedIn(stack, open(), persona);
    expect(await accountOf(stack, persona.userId)).toMatchObject({ email, providerEmail: null });
  },
  postalCode: async (stack, open) => {
    // Nobody has asked for it, so it reaches no table.
    const persona = newPersona(stack);
    await changePersona(stack, persona, { postalCode: "POSTAL-98765" });
    await signedIn(stack, open(), persona);
    const { rows } = await stack.sql.query(`SELECT 1 FROM "Account" a JOIN "User" u ON u."id" = a."userId" WHERE a::text || u::text LIKE '%POSTAL-98765%'`);
    expect(rows).toEqual([]);
  },
  takeEmailFrom: async (stack, open) => {
    const { email, userId } = await newProvedUser(stack);
    const [giver, taker] = [newPersona(stack, { email }), newPersona(stack)];
    await signedIn(stack, open(), taker);
    await changePersona(stack, taker, { takeEmailFrom: giver.userId });
    // Somebody known stays who they are; the address opens nothing.
    const browser = open();
    await signedIn(stack, browser, taker);
    const row = await accountOf(stack, taker.userId);
    expect((await sessionOf(browser))?.user.id).toBe(row?.userId);
    expect(row?.userId).not.toBe(userId);
    const { rows } = await stack.sql.query(`SELECT "provedEmail" FROM "User" WHERE "id" = ANY($1) ORDER BY "provedEmail" NULLS LAST`, [[userId, row?.userId]]);
    expect(rows).toEqual([{ provedEmail: email }, { provedEmail: null }]);
    // Somebody new with it goes to the ladder, signed in as nobody.
    const [newcomer, stranger] = [newPersona(stack), open()];
    await changePersona(stack, newcomer, { takeEmailFrom: taker.userId });
    expect(pathOf(await signInWithAmazon(stack, stranger, newcomer))).toMatch(/^\/signin\/existing\?attempt=/);
    expect(await sessionOf(stranger)).toBeNull();
    expect(await accountOf(stack, newcomer.userId)).toBeUndefined();
  },
  voluntaryScopes: async (stack, open) => {
    const [persona, browser] = [newPersona(stack), open()];
    await changePersona(stack, persona, { voluntaryScopes: ["profile"] });
    const { callback, consent } = await throughThePages(stack, browser, persona, ["profile"]);
    expect(consent).toContain(`<input type="checkbox" name="granted" value="profile" checked>`);
    expect(new URL(callback, stack.appUrl).searchParams.get("scope")).toBe("");
    expect(pathOf(await browser.get(callback))).toBe("/account");
    await expectUserWithoutProfile(stack, browser, persona, "");
    // What was left ticked is shared as ever.
    const [other, otherBrowser] = [newPersona(stack), open()];
    await changePersona(stack, other, { voluntaryScopes: ["profile"] });
    expect(pathOf(await otherBrowser.get((await throughThePages(stack, otherBrowser, other, [])).callback))).toBe("/account");
    expect(await accountOf(stack, other.userId)).toMatchObject({ name: other.name, email: other.email, scope: "profile" });
  },
};

/** Signed in as a user of this persona, of whom nothing is known but the id. */
async function expectUserWithoutProfile(stack: Stack, browser: HttpBrowser, persona: Persona, scope: string): Promise<void> {
  const row = await accountOf(stack, persona.userId);
  expect(row).toMatchObject({ name: null, email: null, providerName: null, providerEmail: null, scope });
  expect(await sessionOf(browser)).toMatchObject({ user: { id: row?.userId, name: null, email: null } });
  const page = await browser.get("/account");
  expect(page.status).toBe(200);
  for (const words of [t("account.titleAnonymous"), t("account.noName", { provider: "Amazon" }), t("account.noEmail")]) expect(page.body).toContain(words);
}

/** What may change in the shop's own registration. */
const clients: Record<keyof typeof clientSchema.shape, Work> = {
  clientId: async (stack, open) => {
    await control(stack, "DELETE", `clients?clientId=${sandboxClientId}`);
    await unknownClient(stack, open);
  },
  disabled: async (stack, open) => {
    const [browser, persona] = [open(), newPersona(stack)];
    const stopped = await stopBeforeCallback(stack, browser, persona);
    await changeClient(stack, { disabled: true });
    await unknownClient(stack, open);
    await expectFailed(stack, browser, { ...stopped, answer: await stopped.finish() }, "client_rejected");
  },
  clientSecret: async (stack, open) => {
    const browser = open();
    await changeClient(stack, { clientSecret: "rotated" });
    const stopped = await stopBeforeCallback(stack, browser, newPersona(stack));
    await expectFailed(stack, browser, { ...stopped, answer: await stopped.finish() }, "client_rejected");
  },
  secondSecret: async (stack, open) => {
    await changeClient(stack, { clientSecret: "rotated", secondSecret: sandboxClientSecret });
    await signedIn(stack, open(), newPersona(stack));
  },
  returnUrls: async (stack, open) => {
    const [browser, persona] = [open(), newPersona(stack)];
    await changeClient(stack, { returnUrls: [`${stack.appUrl}/api/auth/callback`] });
    const started = await startAmazon(browser);
    const { answer } = await askAtAmazon(stack, started.authorizationUrl, persona);
    expect([answer.status, answer.headers.get("location")]).toEqual([400, null]);
    expect(answer.body).toContain("has not been whitelisted");
    expect(await attemptOf(stack, started.state)).toMatchObject({ status: "open" });
  },
  company: async (stack, open) => {
    const persona = newPersona(stack);
    await signedIn(stack, open(), persona);
    const company = `Company ${newAddress()}`;
    await changeClient(stack, { company });
    // To another company the person is somebody else: nothing links the two, not even the address.
    await signedIn(stack, open(), persona);
    const [first, second] = [await accountOf(stack, persona.userId), await accountOf(stack, pairwiseUserId({ company }, persona.userId))];
    expect(first?.email).toBe(second?.email);
    expect(second?.userId).not.toBe(first?.userId);
  },
  name: async (stack, open) => {
    await changeClient(stack, { name: "Renamed" });
    const { consent } = await throughThePages(stack, open(), newPersona(stack), []);
    expect(consent).toContain("Share with Renamed?");
  },
  privacyUrl: async (stack, open) => {
    const { consent } = await throughThePages(stack, open(), newPersona(stack), []);
    const [, address = ""] = /<a href="([^"]+)">the privacy notice of Larkspur/.exec(consent) ?? [];
    expect(address).toBe(`${stack.appUrl}/privacy`);
    expect((await open().get(new URL(address).pathname)).status).toBe(200);
  },
  voluntaryScopes: async (stack, open) => {
    const [browser, persona] = [open(), newPersona(stack)];
    await changeClient(stack, { voluntaryScopes: ["profile"] });
    expect(pathOf(await browser.get((await throughThePages(stack, browser, persona, ["profile"])).callback))).toBe("/account");
    await expectUserWithoutProfile(stack, browser, persona, "");
  },
};

/** What may change at Amazon as a whole. */
const settings: Record<keyof typeof settingsSchema.shape, Work> = {
  region: async (stack, open) => {
    const browser = open();
    const stopped = await stopBeforeCallback(stack, browser, newPersona(stack));
    await changeSettings(stack, { region: "eu" });
    await expectFailed(stack, browser, { ...stopped, answer: await stopped.finish() }, "grant_rejected");
    await signedIn(stack, open(), newPersona(stack));
  },
  accessTokensAfterRemoval: async (stack, open) => {
    for (const accessTokensAfterRemoval of ["live_on", "die"] as const) {
      const [browser, persona] = [open(), newPersona(stack)];
      await changeSettings(stack, { accessTokensAfterRemoval });
      // The app is removed while the shop waits for tokeninfo.
      await control(stack, "POST", "faults", { endpoint: "tokeninfo", userId: persona.userId, delayMilliseconds: 1_500 });
      const stopped = await stopBeforeCallback(stack, browser, persona);
      const answer = stopped.finish();
      await expect.poll(() => stack.sandbox.ledger.calls.some(({ path, userId }) => path === "/auth/o2/tokeninfo" && userId === persona.userId)).toBe(true);
      await control(stack, "DELETE", `consents?${new URLSearchParams({ userId: persona.userId, clientId: sandboxClientId })}`);
      if (accessTokensAfterRemoval === "live_on") expect(pathOf(await answer)).toBe("/account");
      else await expectFailed(stack, browser, { ...stopped, answer: await answer }, "provider_answer_invalid");
    }
  },
  unknownScope: async (stack, open) => {
    for (const [unknownScope, status] of [["redirect", 302], ["own_page", 400]] as const) {
      const [browser, persona] = [open(), newPersona(stack)];
      await changeSettings(stack, { unknownScope });
      const started = await startAmazon(browser);
      const url = new URL(started.authorizationUrl);
      url.searchParams.set("scope", "openid");
      const { answer } = await askAtAmazon(stack, url.href, persona);
      expect(answer.status).toBe(status);
      if (status === 302) await expectRecovery(browser, await browser.get(wayBack(answer)), "client_rejected");
      expect(await attemptOf(stack, started.state)).toMatchObject({ status: status === 302 ? "failed" : "open" });
      expect(await accountOf(stack, persona.userId)).toBeUndefined();
    }
  },
  pkce: async (stack, open) => {
    // The shop proves itself also where nobody would check: S256, with the verifier that fits.
    await changeSettings(stack, { pkce: "ignored" });
    const [browser, persona] = [open(), newPersona(stack)];
    const { callback, started, code } = await comeBack(stack, browser, persona);
    expect(pathOf(await browser.get(callback))).toBe("/account");
    const [call] = tokenCalls(stack, code);
    expect(new URL(started.authorizationUrl).searchParams.get("code_challenge_method")).toBe("S256");
    expect(createHash("sha256").update(call?.parameters.code_verifier ?? "").digest("base64url")).toBe(started.challenge);
  },
  verifierMismatchDescription: async (stack, open) => {
    await changeSettings(stack, { verifierMismatchDescription: "Internal: <b>no such verifier</b>" });
    const [browser, persona] = [open(), newPersona(stack)];
    const [early, late] = [await comeBack(stack, browser, persona), await comeBack(stack, browser, persona)];
    const answer = await browser.get(withParameter(late.callback, "state", early.started.state));
    await expectFailed(stack, browser, { answer, state: early.started.state, code: late.code, persona }, "grant_rejected");
    expect(stack.output()).not.toContain("no such verifier");
  },
  clockOffsetSeconds: async (stack, open) => {
    // UF-07: whoever's clock is wrong, what is stored follows ours.
    for (const clockOffsetSeconds of [300, -300, 86_400, -86_400]) {
      const persona = newPersona(stack);
      await changeSettings(stack, { clockOffsetSeconds });
      const now = Math.floor(Date.now() / 1_000);
      await signedIn(stack, open(), persona);
      const left = ((await accountOf(stack, persona.userId))?.expires_at ?? 0) - now;
      expect(left).toBeGreaterThanOrEqual(3_600);
      expect(left).toBeLessThanOrEqual(3_605);
    }
    // A code that has become too old on the way is told apart from everything else.
    await changeSettings(stack, { clockOffsetSeconds: 0 });
    const browser = open();
    const stopped = await stopBeforeCallback(stack, browser, newPersona(stack));
    await changeSettings(stack, { clockOffsetSeconds: 301 });
    await expectFailed(stack, browser, { ...stopped, answer: await stopped.finish() }, "grant_rejected");
  },
};

const tables: [string, Record<string, Work>, Record<string, unknown>][] = [
  ["a persona", people, personaChangeSchema.shape],
  ["a client", clients, clientSchema.shape],
  ["the settings", settings, settingsSchema.shape],
];

for (const [what, works, shape] of tables) {
  test(`whatever is changed of ${what}, the right person is signed in, or nobody`, async ({ stack, open }) => {
    expect(Object.keys(works).sort()).toEqual(Object.keys(shape).sort());
    for (const [name, work] of Object.entries(works)) {
      await test.step(name, () => work(stack, open));
      stack.sandbox.clients.reset();
      stack.sandbox.settings.reset();
      stack.sandbox.faults.clear();
    }
  });
}

test("a shopper who declines the profile gets in without name and e-mail, and what was granted is what is stored", async ({ stack, open }) => {
  for (const [grantedScopes, scope] of [[[], ""], [["profile:user_id"], "profile:user_id"]] as const) {
    const [browser, persona] = [open(), newPersona(stack)];
    expect(pathOf(await signInGranting(stack, browser, persona, [...grantedScopes]))).toBe("/account");
    await expectUserWithoutProfile(stack, browser, persona, scope);
    const before = await rowCounts(stack);
    // Whoever shares more later gets name and address then, and stays the same user.
    const later = open();
    expect(pathOf(await signInGranting(stack, later, persona, ["profile"]))).toBe("/account");
    expect(await accountOf(stack, persona.userId)).toMatchObject({ name: persona.name, providerEmail: persona.email, scope: "profile" });
    expect((await rowCounts(stack)).User).toBe(before.User);
    // And whoever shares less again loses nothing here.
    expect(pathOf(await signInGranting(stack, open(), persona, [...grantedScopes]))).toBe("/account");
    expect(await accountOf(stack, persona.userId)).toMatchObject({ name: persona.name, providerName: null, scope });
  }
});

test("a consent is remembered, and asked for again once the app was removed", async ({ stack, open }) => {
  const persona = newPersona(stack);
  const first = await throughThePages(stack, open(), persona, []);
  expect(first.consent).toContain("Share with Larkspur?");
  const second = await throughThePages(stack, open(), persona, []);
  expect(second.consent).toBe("");
  expect(await control(stack, "GET", "consents")).toContainEqual(expect.objectContaining({ userId: persona.userId, granted: ["profile"], declined: [] }));
  // Removal ends the code that is on its way, and what an earlier sign-in got.
  const browser = open();
  const stopped = await stopBeforeCallback(stack, browser, persona);
  await control(stack, "DELETE", `consents?${new URLSearchParams({ userId: persona.userId, clientId: sandboxClientId })}`);
  await expectFailed(stack, browser, { ...stopped, answer: await stopped.finish() }, "grant_rejected");
  expect(stack.sandbox.ledger.issued.find(({ value }) => value === stopped.code)).toMatchObject({ endedBy: "removed", uses: 1, usesAfterEnd: 1 });
  expect((await throughThePages(stack, open(), persona, [])).consent).toContain("Share with Larkspur?");
});

test("a closed Amazon account signs in no more; its user here stays, and no call is made for them", async ({ stack, open }) => {
  const [browser, persona] = [open(), newPersona(stack)];
  await signedIn(stack, browser, persona);
  const again = open();
  const stopped = await stopBeforeCallback(stack, again, persona);
  await control(stack, "DELETE", `personas?userId=${persona.userId}`);
  await expectRecovery(again, await stopped.finish(), "grant_rejected");
  expect(await attemptOf(stack, stopped.state)).toMatchObject({ status: "failed", outcome: "grant_rejected", userId: null });
  expect(await accountOf(stack, persona.userId)).toMatchObject({ name: persona.name });
  expect((await sessionOf(browser))?.user.name).toBe(persona.name);
  const { issued } = stack.sandbox.ledger.read({ userId: persona.userId });
  expect(issued.filter(({ kind, usesAfterEnd }) => kind !== "code" && usesAfterEnd > 0)).toEqual([]);
});

test("after everything the ledger says that no code was sent twice and nothing was used after its end", async ({ stack, open }) => {
  const since = Date.now();
  const persona = newPersona(stack);
  await signedIn(stack, open(), persona);
  const { callback, code } = await comeBack(stack, open(), newPersona(stack));
  expect(parameter(callback, "code")).toBe(code);
  const { issued, calls } = (await control(stack, "GET", `ledger?${new URLSearchParams({ since: String(since), userId: persona.userId })}`)) as ReturnType<Stack["sandbox"]["ledger"]["read"]>;
  expect(issued.map(({ kind, uses, usesAfterEnd, endedBy }) => [kind, uses, usesAfterEnd, endedBy])).toEqual([
    ["code", 1, 0, "used"],
    ["refresh_token", 0, 0, undefined],
    ["access_token", 2, 0, undefined],
  ]);
  expect(calls.map(({ path, status }) => [path, status])).toEqual([["/auth/o2/token", 200], ["/auth/o2/tokeninfo", 200], ["/user/profile", 200]]);
});
