import { locationOf } from "../fixtures/http-browser.ts";
import { attemptOf, comeBack, decideAtAmazon, expectRecovery, parameter, pathOf, sessionOf, startAmazon, startEmail, tokenCalls } from "../fixtures/journey.ts";
import { newAddress, newestCode, newPersona } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";

/** Where a sign-in may lead, and what its addresses give away: OA-10, 11, 12. */

const elsewhere = [
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "\t//evil.example",
  " //evil.example",
  "https:evil.example",
  "https:/evil.example",
  "https://evil.example/",
  "HTTPS://EVIL.example",
  "/%2f%2fevil.example",
  "/%2F/evil.example",
  "/%5Cevil.example",
  "/..//evil.example",
  "/./\\evil.example",
  "/.//evil.example",
  "/x/..//evil.example",
  "/%0d%0aLocation:%20https://evil.example",
  "/\r\nSet-Cookie: planted=1",
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "@evil.example",
  "user@evil.example/path",
  "http://localhost@evil.example/",
  "//localhost:80@evil.example",
  "http://localhost.evil.example/",
  "localhost.evil.example",
  "\u3000//evil.example",
  "／／evil.example",
  `/${"a".repeat(8_000)}`,
  "/signout",
  "/signout?returnTo=//evil.example",
  "/SignOut",
  "/%73ignout",
  "/signin",
  "/signin/error?code=signed_in",
  "/api/auth/callback/amazon?error=access_denied",
  "/api/auth/signin/amazon",
  "/bag/submit",
  "/_next/static/x.js",
  "",
  ".",
  "account",
  "__proto__",
];
const here: [given: string, becomes: string][] = [
  ["/bag", "/bag"],
  ["/bag?x=//evil.example#//evil", "/bag?x=//evil.example#//evil"],
  ["/saved?next=https://evil.example", "/saved?next=https://evil.example"],
  ["/@evil.example", "/@evil.example"],
  ["/help/../bag", "/bag"],
  ["/\u2028/evil.example", "/%E2%80%A8/evil.example"],
];

test("a hostile destination is replaced at the start, before anything is recorded", async ({ stack, open }) => {
  for (const returnTo of elsewhere) {
    const { state } = await startAmazon(open(), returnTo);
    expect((await attemptOf(stack, state)).returnTo, JSON.stringify(returnTo.slice(0, 60))).toBe("/account");
  }
  for (const [returnTo, becomes] of here) expect((await attemptOf(stack, (await startAmazon(open(), returnTo)).state)).returnTo).toBe(becomes);
  expect((await open().post("/api/auth/signin/amazon", { returnTo: "/\u0000/evil" })).status).toBe(400);
});

test("a finished sign-in lands on this site whatever was asked for at its start", async ({ stack, open }) => {
  const persona = newPersona(stack);
  for (const returnTo of ["//evil.example", "/\\evil.example", "https:evil.example", "/%2f%2fevil.example", "javascript:alert(1)", "/signout", "/@evil.example", "/bag?x=//evil"]) {
    const vera = open();
    const { callback } = await comeBack(stack, vera, persona, returnTo);
    // What the callback says itself counts for nothing.
    const answer = await vera.get(`${callback}&returnTo=${encodeURIComponent("//evil.example")}&callbackUrl=${encodeURIComponent("https://evil.example")}`);
    expect(locationOf(answer).origin).toBe(stack.appUrl);
    expect(answer.headers.get("location")).toMatch(/^http:\/\/localhost:\d+\/(account|@evil\.example|bag\?x=\/\/evil)$/);
  }
});

test("the cookies of an attempt hold no destination that could be changed", async ({ stack, open }) => {
  const vera = open();
  const { callback, started } = await comeBack(stack, vera, newPersona(stack), "/saved");
  const { id } = await attemptOf(stack, started.state);
  for (const name of [`lwa.to.${id}`, "authjs.callback-url", "__Secure-authjs.callback-url", "callbackUrl"]) vera.plant(name, encodeURIComponent("https://evil.example/"));
  const answer = await vera.get(callback);
  if (locationOf(answer).pathname !== "/saved") await expectRecovery(vera, answer, "state_mismatch");
  expect(locationOf(answer).origin).toBe(stack.appUrl);
});

test("pages and the other forms keep hostile destinations out as well", async ({ stack, open }) => {
  for (const returnTo of ["//evil.example", "/\\evil.example", "javascript:alert(1)", "/%2f%2fevil.example", "/signout", `/${"a".repeat(3_000)}`]) {
    const vera = open();
    const page = await vera.get(`/signin?${new URLSearchParams({ returnTo })}`);
    expect(page.status).toBe(200);
    expect([...page.body.matchAll(/name="returnTo" value="([^"]*)"/g)].map(([, value]) => value)).toEqual(Array(4).fill("/account"));
    expect(page.body).toContain(`href="/signin/password?returnTo=%2Faccount"`);
    const bag = await vera.post("/bag", { action: "add", productId: "wool-blanket", quantity: "1", returnTo });
    expect(bag.headers.get("location")).toMatch(new RegExp(`^${stack.appUrl}/bag\\b`));
  }
  const [vera, email] = [open(), newAddress()];
  const attempt = await startEmail(vera, email, "//evil.example");
  expect(pathOf(await vera.post("/signin/verify", { attempt, code: await newestCode(stack, email) }))).toBe("/account");
});

test("Host and forwarding headers of the client change no address that we make", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  const hostile: Record<string, string>[] = [
    { host: "evil.example" },
    { host: "localhost:1" },
    { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "x-forwarded-port": "443" },
    { forwarded: "host=evil.example;proto=https" },
    { "x-original-url": "/api/auth/signin/evil", "x-rewrite-url": "/evil" },
    { "x-forwarded-for": "203.0.113.9", "x-real-ip": "203.0.113.9", "x-client-address": "203.0.113.9" },
  ];
  for (const headers of hostile) {
    const answer = await vera.post("/api/auth/signin/amazon", { returnTo: "/bag" }, headers);
    expect(answer.status).toBe(303);
    const url = locationOf(answer);
    expect(url.origin).toBe(stack.sandbox.url);
    expect(url.searchParams.get("redirect_uri")).toBe(`${stack.appUrl}/api/auth/callback/amazon`);
    const callback = await decideAtAmazon(stack, url.href, persona);
    const done = await vera.get(callback, headers);
    expect(done.headers.get("location")).toBe(`${stack.appUrl}/bag`);
    expect(tokenCalls(stack, parameter(callback, "code"))[0]?.parameters.redirect_uri).toBe(`${stack.appUrl}/api/auth/callback/amazon`);
    const guarded = await open().get("/account", headers);
    expect(new URL(guarded.headers.get("location") ?? "", stack.appUrl).origin).toBe(stack.appUrl);
  }
  const email = newAddress();
  await vera.post("/signin/check-email", { email }, { "x-forwarded-host": "evil.example", host: "evil.example" });
  await newestCode(stack, email);
  const [mail] = stack.mailbox.mails.all(email);
  expect(`${mail?.text}${mail?.html}`).not.toContain("evil");
});

test("no code and no state is left in the address, in the page or for other sites to see", async ({ stack, open }) => {
  const [vera, mal] = [open(), open()];
  const { callback, code, started } = await comeBack(stack, vera, newPersona(stack));
  const good = await vera.get(callback);
  const bad = await mal.get(callback);
  for (const [browser, answer] of [[vera, good], [mal, bad]] as const) {
    expect(answer.status).toBe(303);
    expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
    expect(answer.headers.get("cache-control")).toContain("no-store");
    expect(answer.body).toBe("");
    expect(answer.headers.get("location")).not.toMatch(/code=AN|state=/);
    const page = await browser.get(pathOf(answer));
    expect(page.body).not.toContain(code);
    expect(page.body).not.toContain(started.state);
    const addresses = [...page.body.matchAll(/(?:src|href|action)="(https?:\/\/[^"]+|\/\/[^"]+)"/g)].map(([, address]) => address);
    expect(addresses.filter((address) => !address?.startsWith(stack.appUrl))).toEqual([]);
  }
  expect((await mal.get(pathOf(bad))).headers.get("referrer-policy")).toBe("no-referrer");
  expect(await sessionOf(mal)).toBeNull();
});
