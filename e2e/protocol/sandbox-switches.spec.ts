import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { authorizationErrors, type Fault, faultEndpoints, faultSchema } from "#sandbox/amazon/faults.ts";
import type { OutcomeCode } from "#lib/outcomes.ts";
import type { HttpBrowser } from "../fixtures/http-browser.ts";
import { attemptOf, comeBack, expectRecovery, parameter, pathOf, rowCounts, sessionOf, signedIn, signInWithAmazon, startAmazon, tokenCalls, withParameter } from "../fixtures/journey.ts";
import { newPersona } from "../fixtures/people.ts";
import { mostMegabytesDuring, residentMegabytes } from "../fixtures/process-memory.ts";
import { expect, test } from "../fixtures/protocol.ts";
import { accountOf, askAtAmazon, control, failsUnder, type FaultCase, succeedsUnder, wayBack } from "../fixtures/sandbox-control.ts";
import type { Stack } from "../fixtures/stack.ts";

/** Every fault that the sandbox can play: the shopper's page, the outcome, the rows. UF-01, 03, 05, 06, 07, 09, OA-07, OA-14. */

test.afterEach(({ stack }) => stack.sandbox.faults.clear());

type Switch = keyof Fault;
type Endpoint = Fault["endpoint"];
type Setting = Omit<Fault, "userId" | "endpoint">;

const down = "provider_unavailable";
const odd = "provider_answer_invalid";
const megabytes = 1024 * 1024;

/** The same fault at every endpoint that the shop itself calls. */
const everywhere = (outcome: OutcomeCode, ...settings: Setting[]): FaultCase[] =>
  settings.flatMap((setting) => faultEndpoints.filter((endpoint) => endpoint !== "authorize").map((endpoint) => ({ fault: { endpoint, ...setting }, outcome })));
const at = (endpoint: Endpoint, outcome: OutcomeCode, ...settings: Setting[]): FaultCase[] => settings.map((setting) => ({ fault: { endpoint, ...setting }, outcome }));

/** What ends a sign-in, by the switch that does it. */
const failing: Partial<Record<Switch, FaultCase[]>> = {
  status: everywhere(down, { status: 500 }, { status: 503 }),
  body: everywhere(odd, { body: "{}" }),
  html: everywhere(odd, { html: true }),
  headers: [...everywhere(down, { status: 429, headers: { "retry-after": "3600" } }), ...everywhere(odd, { status: 302, headers: { location: "/user/profile" } })],
  contentType: everywhere(odd, { contentType: "text/html" }),
  reset: everywhere(down, { reset: true }),
  resetAfterBytes: everywhere(down, { resetAfterBytes: 20 }),
  loseAnswer: everywhere(down, { loseAnswer: true }),
  oversizedBytes: everywhere(odd, { oversizedBytes: 200 * megabytes }),
  gzip: everywhere(odd, { gzip: true, oversizedBytes: 200 * megabytes }),
  mangle: everywhere(odd, { mangle: "broken_json" }, { mangle: "cut_off" }, { mangle: "byte_order_mark" }, { mangle: "duplicate_keys" }),
  aud: at("tokeninfo", "token_audience_mismatch", { aud: "amzn1.application-oa2-client.somebodyelse" }),
  otherUserId: [...at("tokeninfo", "identity_mismatch", { otherUserId: "amzn1.account.SOMEBODYELSE" }), ...at("profile", "identity_mismatch", { otherUserId: "amzn1.account.SOMEBODYELSE" })],
  omitUserId: [...at("tokeninfo", odd, { omitUserId: true }), ...at("profile", odd, { omitUserId: true })],
  omit: [...at("token", odd, { omit: ["access_token"] }, { omit: ["token_type"] }), ...at("tokeninfo", odd, { omit: ["aud"] })],
  legacyProfile: at("profile", "identity_mismatch", { legacyProfile: true, otherUserId: "amzn1.account.SOMEBODYELSE" }),
};

/** The same for switches that make the shop wait until it gives up. */
const waiting: Partial<Record<Switch, FaultCase[]>> = {
  hang: everywhere(down, { hang: true }),
  delayMilliseconds: [...everywhere(down, { delayMilliseconds: 10_000 }), ...at("profile", down, { delayMilliseconds: 60_000 })],
  dripMillisecondsPerByte: everywhere(down, { dripMillisecondsPerByte: 1_000 }),
};

type Succeeding = { fault: Omit<Fault, "userId">; row: (persona: { name: string; email?: string }) => Record<string, unknown> };
const complete: Succeeding["row"] = ({ name, email }) => ({ name, email, providerName: name, providerEmail: email, scope: "profile", refresh_token: expect.stringMatching(/^eyJ/) });

/** What a sign-in survives, and what is stored then. */
const succeeding: Partial<Record<Switch, Succeeding[]>> = {
  gzip: (["token", "tokeninfo", "profile"] as const).map((endpoint) => ({ fault: { endpoint, gzip: true }, row: complete })),
  headers: [{ fault: { endpoint: "profile", headers: { "set-cookie": "session=amazon", "x-odd": "1" } }, row: complete }],
  contentType: [{ fault: { endpoint: "profile", contentType: "application/vnd.amazon+json" }, row: complete }],
  delayMilliseconds: (["tokeninfo", "profile"] as const).map((endpoint) => ({ fault: { endpoint, delayMilliseconds: 1_000 }, row: complete })),
  omit: [
    { fault: { endpoint: "profile", omit: ["name", "email"] }, row: () => ({ name: null, email: null, providerName: null, providerEmail: null }) },
    { fault: { endpoint: "token", omit: ["refresh_token"] }, row: () => ({ refresh_token: null }) },
    { fault: { endpoint: "token", omit: ["expires_in"] }, row: complete },
    { fault: { endpoint: "tokeninfo", omit: ["exp", "iat", "iss", "app_id"] }, row: complete },
  ],
  expiresIn: ["3600", 1e18, -1, null, "soon"].map((expiresIn) => ({ fault: { endpoint: "token", expiresIn }, row: complete })),
  legacyProfile: [{ fault: { endpoint: "profile", legacyProfile: true }, row: complete }],
  refreshToken: [{ fault: { endpoint: "token", refreshToken: "none" }, row: () => ({ refresh_token: null }) }],
};

/**
 * What these do shows only when a refresh token is spent, and `lib/token-vault` tries that against this same Amazon. At a
 * code grant they change nothing, so no sign-in under them proves anything.
 */
const forTheTokenVault: NonNullable<Fault["refreshToken"]>[] = ["same", "rotate", "single_use"];

/** Switches with a test of their own below. */
const alone: Switch[] = ["endpoint", "userId", "times", "share", "authorizationError", "errorDescription", "onOwnPage"];

test("there is a case for every switch, and for every endpoint", () => {
  const covered = new Set<string>([...alone, ...[failing, waiting, succeeding].flatMap((table) => Object.keys(table))]);
  expect([...covered].sort()).toEqual(Object.keys(faultSchema.shape).sort());
  const all = [failing, waiting, succeeding].flatMap((table) => Object.values(table).flat()).map(({ fault }) => fault.endpoint);
  // The shop never calls the authorization page itself: its cases stand at the end.
  expect([...new Set([...all, "authorize"])].sort()).toEqual([...faultEndpoints].sort());
  // A case that does not use its own switch would prove nothing.
  for (const [name, cases] of [failing, waiting, succeeding].flatMap((table) => Object.entries(table))) for (const { fault } of cases) expect(fault).toHaveProperty(name);
});

test("neither a page nor a sign-in spends a refresh token, whatever Amazon would make of it", async ({ stack, open }) => {
  const tried = succeeding.refreshToken?.map(({ fault }) => fault.refreshToken) ?? [];
  expect([...tried, ...forTheTokenVault].sort(), "every value is tried, or is in the list").toEqual([...faultSchema.shape.refreshToken.unwrap().options].sort());
  // The other journeys of this installation may well refresh, so only these people are asked about.
  const people = new Set<string>();
  for (const refreshToken of forTheTokenVault) {
    const vera = open();
    const { persona } = await succeedsUnder(stack, vera, { endpoint: "token", refreshToken });
    people.add(persona.userId);
    // Whoever refreshes does so when an access token has run out, or somebody comes back.
    await stack.sql.query(`UPDATE "Account" SET "expires_at" = 1 WHERE "providerAccountId" = $1`, [persona.userId]);
    for (const path of ["/account", "/account/sign-in-methods", "/api/auth/session"]) expect((await vera.get(path)).status).toBe(200);
    await signedIn(stack, open(), persona);
  }
  const issued = stack.sandbox.ledger.issued.filter(({ kind, userId }) => kind === "refresh_token" && people.has(userId));
  expect(issued.map(({ uses }) => uses)).toEqual(Array.from({ length: 2 * people.size }, () => 0));
});

/** What the shop may grow by while it is sent 200 MB of which it reads 64 KiB. */
const mostReadingMegabytes = 120;

/** Under a fault that sends far too much, memory stays flat too. */
async function failsFlatUnder(stack: Stack, browser: HttpBrowser, one: FaultCase): Promise<void> {
  const pid = stack.web.child.pid ?? 0;
  const base = residentMegabytes(pid);
  const most = await mostMegabytesDuring(pid, () => failsUnder(stack, browser, one));
  expect(most - base, "megabytes more while the answer came in").toBeLessThan(mostReadingMegabytes);
}

async function failEach(stack: Stack, open: () => HttpBrowser, names: Switch[]): Promise<void> {
  const before = await rowCounts(stack);
  for (const name of names) {
    for (const one of failing[name] ?? []) {
      const fails = one.fault.oversizedBytes === undefined ? failsUnder : failsFlatUnder;
      await test.step(`${name} at ${one.fault.endpoint}: ${one.outcome}`, async () => void (await fails(stack, open(), one)));
    }
  }
  expect(await rowCounts(stack)).toEqual(before);
}

const texts: Switch[] = ["body", "html", "contentType", "mangle", "omit", "omitUserId", "aud", "otherUserId", "legacyProfile"];

test("an answer that says something else than Amazon does writes nothing and leads on", async ({ stack, open }) => await failEach(stack, open, texts));

test("an answer that is refused, cut or far too large writes nothing and leads on", async ({ stack, open }) => {
  await failEach(stack, open, (Object.keys(failing) as Switch[]).filter((name) => !texts.includes(name)));
});

test("an answer that does not come in time writes nothing and leads on", async ({ stack, open }) => {
  const before = await rowCounts(stack);
  await Promise.all(Object.values(waiting).flat().map(async (one) => await failsUnder(stack, open(), one)));
  expect(await rowCounts(stack)).toEqual(before);
});

test("an odd answer that can be understood signs in, with what it says and no more", async ({ stack, open }) => {
  for (const [name, cases] of Object.entries(succeeding)) {
    for (const { fault, row } of cases) {
      await test.step(`${name} at ${fault.endpoint}`, async () => {
        const now = Math.floor(Date.now() / 1_000);
        const { persona, row: stored } = await succeedsUnder(stack, open(), fault);
        expect(stored).toMatchObject(row(persona));
        expect(stored.expires_at - now).toBeGreaterThanOrEqual(60);
        expect(stored.expires_at - now).toBeLessThanOrEqual(86_405);
      });
    }
  }
});

test("a redirect of Amazon's endpoints is followed to no other host", async ({ stack, open }) => {
  const asked: string[] = [];
  const elsewhere: Server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/stolen`;
  for (const status of [301, 302, 303, 307, 308]) {
    for (const one of everywhere(odd, { status, headers: { location } })) await failsUnder(stack, open(), one);
  }
  await new Promise((resolve) => elsewhere.close(resolve));
  expect(asked).toEqual([]);
});

test("a fault for one person touches nobody else, and ends after so many times", async ({ stack, open }) => {
  const [ada, grace] = [newPersona(stack), newPersona(stack)];
  await control(stack, "POST", "faults", { endpoint: "profile", userId: ada.userId, times: 2, status: 503 });
  for (const _time of [1, 2]) {
    const browser = open();
    await expectRecovery(browser, await signInWithAmazon(stack, browser, ada), down);
    await signedIn(stack, open(), grace);
  }
  expect(await control(stack, "GET", "faults")).toEqual([]);
  await signedIn(stack, open(), ada);
  expect(await accountOf(stack, ada.userId)).toMatchObject({ name: ada.name });
});

test("a share of the calls fails, evenly", async ({ stack, open }) => {
  const ada = newPersona(stack);
  // A code is never sent twice, so each sign-in is one call of this endpoint.
  await control(stack, "POST", "faults", { endpoint: "token", userId: ada.userId, share: 0.5, status: 503 });
  for (const fails of [false, true, false, true]) {
    const browser = open();
    const answer = await signInWithAmazon(stack, browser, ada);
    if (fails) await expectRecovery(browser, answer, down);
    else expect(pathOf(answer)).toBe("/account");
  }
});

/** Where each error leads at the shop. */
const ends: Record<(typeof authorizationErrors)[number], OutcomeCode> = {
  access_denied: "consent_denied",
  server_error: down,
  temporarily_unavailable: down,
  invalid_request: "client_rejected",
  invalid_scope: "client_rejected",
  unauthorized_client: "client_rejected",
  unsupported_response_type: "client_rejected",
};
const hostileWords = `<b>Internal</b>\r\nSet-Cookie: evil=1 ${"x".repeat(5_000)}`;

test("an error of the authorization page ends the attempt, is never quoted, and no code is taken for it any more", async ({ stack, open }) => {
  const before = await rowCounts(stack);
  for (const authorizationError of authorizationErrors) {
    await test.step(authorizationError, async () => {
      const [browser, persona] = [open(), newPersona(stack)];
      await control(stack, "POST", "faults", { endpoint: "authorize", userId: persona.userId, authorizationError, errorDescription: hostileWords });
      const started = await startAmazon(browser, "/bag");
      const back = wayBack((await askAtAmazon(stack, started.authorizationUrl, persona)).answer);
      expect(parameter(back, "error_description")).toBe(hostileWords);
      const answer = await browser.get(back);
      const outcome = ends[authorizationError];
      const page = outcome === "consent_denied" ? await browser.get(pathOf(answer)) : await expectRecovery(browser, answer, outcome);
      if (outcome === "consent_denied") expect(pathOf(answer)).toBe("/signin?returnTo=%2Fbag&notice=consent_denied");
      expect(page.body).not.toMatch(/Internal|evil=1|xxxx/);
      expect(await attemptOf(stack, started.state)).toMatchObject({ status: outcome === "consent_denied" ? "cancelled" : "failed", outcome, userId: null });
      // The state is burnt: a code that comes with it now is not even sent.
      stack.sandbox.faults.clear();
      const late = (await comeBack(stack, open(), persona)).code;
      await browser.get(withParameter(withParameter(withParameter(back, "error", null), "error_description", null), "code", late));
      expect(tokenCalls(stack, late)).toEqual([]);
      expect(await sessionOf(browser)).toBeNull();
    });
  }
  expect(await rowCounts(stack)).toEqual(before);
});

test("an error on Amazon's own page, or a page that does not come, leaves the attempt open for another try", async ({ stack, open }) => {
  const settings: Setting[] = [
    { authorizationError: "invalid_scope", errorDescription: "An unknown scope was requested", onOwnPage: true },
    { status: 503, body: "" },
    { html: true },
    { reset: true },
  ];
  for (const setting of settings) {
    const [browser, persona] = [open(), newPersona(stack)];
    await control(stack, "POST", "faults", { endpoint: "authorize", userId: persona.userId, ...setting });
    const started = await startAmazon(browser);
    const answer = await askAtAmazon(stack, started.authorizationUrl, persona).then((asked) => asked.answer, () => undefined);
    expect(answer?.headers.get("location") ?? null).toBeNull();
    expect(answer?.status).toBe(setting.onOwnPage ? 400 : setting.reset ? undefined : (setting.status ?? 200));
    expect(await attemptOf(stack, started.state)).toMatchObject({ status: "open", outcome: null });
    expect(await accountOf(stack, persona.userId)).toBeUndefined();
    stack.sandbox.faults.clear();
    const { amazon, answer: consent } = await askAtAmazon(stack, started.authorizationUrl, persona);
    expect(consent.body).toContain("Share with Larkspur?");
    const { pathname, search } = new URL(started.authorizationUrl);
    const allowed = await amazon.post("/ap/consent", { continue_to: pathname + search, user_id: persona.userId, decision: "allow" });
    expect(pathOf(await browser.get(wayBack(allowed)))).toBe("/account");
    expect(await accountOf(stack, persona.userId)).toMatchObject({ name: persona.name });
  }
});
