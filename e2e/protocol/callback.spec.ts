import { locationOf } from "../fixtures/http-browser.ts";
import { attemptOf, comeBack, decideAtAmazon, expectLoggedOnce, expectRecovery, parameter, pathOf, rowCounts, sessionOf, signedIn, signInWithAmazon, startAmazon, tokenCalls, withParameter } from "../fixtures/journey.ts";
import { newPersona } from "../fixtures/people.ts";
import type { OutcomeCode } from "#lib/outcomes.ts";
import { expect, test } from "../fixtures/protocol.ts";

/** Who may finish a sign-in, with what, and how often: OA-01, 02, 03, 07, 09, 13 of the security yardstick. */

test("a callback without the state of this very attempt is refused before Amazon is asked", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  const [early, late] = [await comeBack(stack, vera, persona), await comeBack(stack, vera, persona)];
  const foreign = await comeBack(stack, open(), newPersona(stack));
  const before = await rowCounts(stack);
  const tries = [
    [withParameter(late.callback, "state", null), "state_mismatch"],
    [withParameter(late.callback, "state", ""), "state_mismatch"],
    [withParameter(late.callback, "state", "x".repeat(1_100)), "state_mismatch"],
    [withParameter(late.callback, "state", "random-state-of-nobody"), "attempt_unknown"],
    [withParameter(late.callback, "state", `${late.started.state}x`), "attempt_unknown"],
    [withParameter(late.callback, "state", foreign.started.state), "state_mismatch"],
    [`${late.callback}&state=${foreign.started.state}`, "input_invalid"],
    [`${late.callback}&code=${early.code}`, "input_invalid"],
  ] as const;
  for (const [path, outcome] of tries) {
    const answer = await vera.get(path);
    await expectRecovery(vera, answer, outcome);
    await expectLoggedOnce(stack, answer, outcome);
    expect(answer.setCookies.filter((line) => line.includes("session-token"))).toEqual([]);
  }
  expect(tokenCalls(stack, late.code)).toEqual([]);
  expect(await rowCounts(stack)).toEqual(before);
  expect(await sessionOf(vera)).toBeNull();
  expect((await attemptOf(stack, late.started.state)).status).toBe("open");
  expect((await attemptOf(stack, foreign.started.state)).status).toBe("open");
  expect(pathOf(await vera.get(late.callback))).toBe("/account");
});

test("the state of an earlier attempt of the same browser does not carry the code of a later one", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  const [early, late] = [await comeBack(stack, vera, persona), await comeBack(stack, vera, persona)];
  const before = await rowCounts(stack);
  // Amazon itself finds out: the verifier of the early attempt does not fit the challenge of the late one.
  await expectRecovery(vera, await vera.get(withParameter(late.callback, "state", early.started.state)), "grant_rejected");
  expect(tokenCalls(stack, late.code).map(({ status }) => status)).toEqual([400]);
  expect(await rowCounts(stack)).toEqual(before);
  expect(await sessionOf(vera)).toBeNull();
  expect(await attemptOf(stack, early.started.state)).toMatchObject({ status: "failed", outcome: "grant_rejected" });
});

test("a return address that somebody else made opens no door, signed out or signed in, and stays good for its owner", async ({ stack, open }) => {
  const [mal, vera, veraAtAmazon] = [open(), open(), newPersona(stack)];
  const trap = await comeBack(stack, mal, newPersona(stack, { name: "Mal" }));
  const refused = async () => {
    const answer = await vera.get(trap.callback);
    await expectRecovery(vera, answer, "state_mismatch");
    await expectLoggedOnce(stack, answer, "state_mismatch");
  };
  await refused();
  expect(await sessionOf(vera)).toBeNull();
  await signedIn(stack, vera, veraAtAmazon);
  const before = await rowCounts(stack);
  await refused();
  expect((await sessionOf(vera))?.user.name).toBe(veraAtAmazon.name);
  expect(tokenCalls(stack, trap.code)).toEqual([]);
  expect(await rowCounts(stack)).toEqual(before);
  expect((await attemptOf(stack, trap.started.state)).status).toBe("open");
  expect(pathOf(await mal.get(trap.callback))).toBe("/account");
  expect((await sessionOf(mal))?.user.name).toBe("Mal");
});

test("another browser learns nothing about an attempt, not even its reference", async ({ stack, open }) => {
  const [mal, vera] = [open(), open()];
  const { callback, started } = await comeBack(stack, vera, newPersona(stack), "/bag");
  const answer = await mal.get(callback);
  const { reference } = await attemptOf(stack, started.state);
  expect(locationOf(answer).searchParams.get("ref")).not.toBe(reference);
  const page = await mal.get(`/signin/error?code=state_mismatch&ref=${reference}`);
  expect(page.body).not.toContain('value="/bag"');
});

test("a code that was issued to somebody else's challenge signs nobody in", async ({ stack, open }) => {
  const [mal, vera] = [open(), open()];
  const stolen = await comeBack(stack, mal, newPersona(stack));
  const own = await comeBack(stack, vera, newPersona(stack));
  const before = await rowCounts(stack);
  await expectRecovery(vera, await vera.get(withParameter(own.callback, "code", stolen.code)), "grant_rejected");
  expect(tokenCalls(stack, stolen.code)).toHaveLength(1);
  expect(await sessionOf(vera)).toBeNull();
  expect(await rowCounts(stack)).toEqual(before);
});

test("every start has a state, an S256 challenge and a verifier of its own", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  const starts = [await startAmazon(vera), await startAmazon(vera), await startAmazon(open())];
  for (const { authorizationUrl, state, challenge } of starts) {
    const query = new URL(authorizationUrl).searchParams;
    expect(query.get("code_challenge_method")).toBe("S256");
    expect(query.get("response_type")).toBe("code");
    expect(query.get("scope")).toBe("profile");
    expect(challenge).toMatch(/^[\w-]{43}$/);
    expect(state.length).toBeGreaterThanOrEqual(32);
  }
  expect(new Set(starts.map(({ state }) => state)).size).toBe(3);
  expect(new Set(starts.map(({ challenge }) => challenge)).size).toBe(3);
  const callback = await decideAtAmazon(stack, starts[1]?.authorizationUrl ?? "", persona);
  await vera.get(callback);
  const [call] = tokenCalls(stack, parameter(callback, "code"));
  expect(call?.parameters.code_verifier).toMatch(/^[\w.~-]{43,128}$/);
  expect(call?.parameters.redirect_uri).toBe(`${stack.appUrl}/api/auth/callback/amazon`);
  expect(call?.headers.authorization).toBeUndefined();
});

test("cancel at Amazon is a quiet way back, and spends the attempt", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  const started = await startAmazon(vera, "/saved");
  const before = await rowCounts(stack);
  const code = parameter(await decideAtAmazon(stack, started.authorizationUrl, persona), "code");
  const denial = await decideAtAmazon(stack, started.authorizationUrl, persona, "cancel");
  const answer = await vera.get(denial);
  expect(pathOf(answer)).toBe("/signin?returnTo=%2Fsaved&notice=consent_denied");
  // A reload, or Back, is as quiet; from another browser it says nothing about the attempt.
  expect(pathOf(await vera.get(denial))).toBe("/signin?returnTo=%2Fsaved&notice=consent_denied");
  await expectRecovery(open(), await open().get(denial), "state_mismatch");
  const page = await vera.get(pathOf(answer));
  expect(page.status).toBe(200);
  expect(page.body).toContain('name="returnTo" value="/saved"');
  expect(await attemptOf(stack, started.state)).toMatchObject({ status: "cancelled", outcome: "consent_denied" });
  const late = await vera.get(`/api/auth/callback/amazon?${new URLSearchParams({ code, state: started.state })}`);
  await expectRecovery(vera, late, "attempt_used");
  expect(tokenCalls(stack, code)).toEqual([]);
  expect(await rowCounts(stack)).toEqual(before);
  expect([...vera.cookies.keys()].filter((name) => name.includes("lwa."))).toEqual([]);
});

test("an error answer is believed only from the browser that asked, and its words are shown nowhere", async ({ stack, open }) => {
  const before = await rowCounts(stack);
  const words = `<script>alert(1)</script>\r\nSet-Cookie: planted=1\r\n${"A".repeat(5_000)}`;
  const errors: { fields: Record<string, string>; badState?: boolean; outcome: OutcomeCode }[] = [
    { fields: { error: "access_denied" }, badState: true, outcome: "attempt_unknown" },
    { fields: { error: "access_denied", code: "ANabcdefghijkl" }, outcome: "provider_answer_invalid" },
    { fields: { error: "temporarily_unavailable" }, outcome: "provider_unavailable" },
    { fields: { error: "server_error" }, outcome: "provider_unavailable" },
    { fields: { error: "invalid_scope" }, outcome: "client_rejected" },
    { fields: { error: "__proto__" }, outcome: "provider_answer_invalid" },
    { fields: { error: "<img src=x>" }, outcome: "provider_answer_invalid" },
  ];
  for (const { fields, badState, outcome } of errors) {
    const vera = open();
    const { state } = await startAmazon(vera);
    const query = new URLSearchParams({ ...fields, error_description: words, state: badState ? "not-the-state" : state });
    const answer = await vera.get(`/api/auth/callback/amazon?${query}`);
    const page = await expectRecovery(vera, answer, outcome);
    expect(page.body).not.toContain("AAAAAAAA");
    expect(page.body).not.toContain("alert(1)");
    expect(answer.headers.get("set-cookie") ?? "").not.toContain("planted");
    expect((await attemptOf(stack, state)).status).toBe(badState ? "open" : "failed");
    if (badState) continue;
    const late = await vera.get(`/api/auth/callback/amazon?${new URLSearchParams({ code: "ANlatecodelate", state })}`);
    await expectRecovery(vera, late, "attempt_used");
  }
  expect(tokenCalls(stack, "ANlatecodelate")).toEqual([]);
  expect(tokenCalls(stack, "ANabcdefghijkl")).toEqual([]);
  expect(await rowCounts(stack)).toEqual(before);
});

test("a foreign browser cannot cancel or spoil an attempt by an error answer", async ({ stack, open }) => {
  const [vera, mal] = [open(), open()];
  const { callback, started } = await comeBack(stack, vera, newPersona(stack));
  for (const error of ["access_denied", "server_error"]) {
    await expectRecovery(mal, await mal.get(`/api/auth/callback/amazon?${new URLSearchParams({ error, state: started.state })}`), "state_mismatch");
  }
  expect((await attemptOf(stack, started.state)).status).toBe("open");
  expect(pathOf(await vera.get(callback))).toBe("/account");
});

test("an answer that names another issuer, another provider or another method is refused", async ({ stack, open }) => {
  const vera = open();
  const { callback, started, code } = await comeBack(stack, vera, newPersona(stack));
  const before = await rowCounts(stack);
  for (const other of ["google", "email", "Amazon", "amazon/x", "undefined"]) {
    const answer = await vera.get(callback.replace("/callback/amazon", `/callback/${other}`));
    expect([404, 405]).toContain(answer.status);
  }
  await expectRecovery(vera, await vera.get("/api/auth/callback/amazon?token=abcdef&email=vera%40example.test"), "state_mismatch");
  expect((await attemptOf(stack, started.state)).status).toBe("open");
  for (const iss of ["https://evil.example", "https://www.amazon.com"]) {
    const mixed = await comeBack(stack, vera, newPersona(stack));
    await expectRecovery(vera, await vera.get(`${mixed.callback}&iss=${encodeURIComponent(iss)}`), "provider_answer_invalid");
    expect(tokenCalls(stack, mixed.code)).toEqual([]);
  }
  expect(tokenCalls(stack, code)).toEqual([]);
  expect(await rowCounts(stack)).toEqual(before);
});

test("a sign-in that took longer than its time ends without a trace, and one click starts again", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  const { callback, started, code } = await comeBack(stack, vera, persona, "/bag");
  const before = await rowCounts(stack);
  await stack.sql.query(`UPDATE "Attempt" SET "legExpires" = now() - interval '1 second' WHERE "id" = $1`, [(await attemptOf(stack, started.state)).id]);
  const page = await expectRecovery(vera, await vera.get(callback), "attempt_expired");
  expect(page.body).toContain('action="/api/auth/signin/amazon"');
  expect(page.body).toContain('name="returnTo" value="/bag"');
  expect(await attemptOf(stack, started.state)).toMatchObject({ status: "expired", outcome: "attempt_expired" });
  await expectRecovery(vera, await vera.get(callback), "attempt_expired");
  expect(tokenCalls(stack, code)).toEqual([]);
  expect(await rowCounts(stack)).toEqual(before);
  expect(pathOf(await signInWithAmazon(stack, vera, persona, "/bag"))).toBe("/bag");
});

test("cookies that were cleared or exchanged on the way end in a page to act on", async ({ stack, open }) => {
  const persona = newPersona(stack);
  const before = await rowCounts(stack);
  const changes: ((browser: ReturnType<typeof open>) => void)[] = [
    (browser) => browser.cookies.clear(),
    (browser) => browser.cookies.delete("siwa.browser"),
    (browser) => browser.plant("siwa.browser", "A".repeat(43)),
    (browser) => [...browser.cookies.keys()].filter((name) => name.startsWith("lwa.")).forEach((name) => browser.cookies.delete(name)),
    (browser) => [...browser.cookies.keys()].filter((name) => name.startsWith("lwa.pkce")).forEach((name) => browser.cookies.delete(name)),
    (browser) => [...browser.cookies.keys()].filter((name) => name.startsWith("lwa.state")).forEach((name) => browser.plant(name, "eyJhbGciOiJkaXIifQ..a.b.c", "/api/auth/callback/amazon")),
  ];
  for (const change of changes) {
    const vera = open();
    const { callback, code } = await comeBack(stack, vera, persona);
    change(vera);
    await expectRecovery(vera, await vera.get(callback), "state_mismatch");
    expect(tokenCalls(stack, code)).toEqual([]);
    expect(await sessionOf(vera)).toBeNull();
  }
  expect(await rowCounts(stack)).toEqual(before);
});

test("check cookies of one attempt do not open another of the same browser", async ({ stack, open }) => {
  const vera = open();
  const [first, second] = [await comeBack(stack, vera, newPersona(stack)), await comeBack(stack, vera, newPersona(stack))];
  const ids = [await attemptOf(stack, first.started.state), await attemptOf(stack, second.started.state)].map(({ id }) => id);
  for (const kind of ["state", "pkce"]) vera.plant(`lwa.${kind}.${ids[0]}`, vera.cookie(`lwa.${kind}.${ids[1]}`) ?? "", "/api/auth/callback/amazon");
  const before = await rowCounts(stack);
  await expectRecovery(vera, await vera.get(first.callback), "state_mismatch");
  expect(tokenCalls(stack, first.code)).toEqual([]);
  expect(await rowCounts(stack)).toEqual(before);
  expect(pathOf(await vera.get(second.callback))).toBe("/account");
});

test("a finished callback that is opened again says that the person is signed in, and spends nothing", async ({ stack, open }) => {
  const vera = open();
  const { callback, code } = await comeBack(stack, vera, newPersona(stack), "/bag");
  await vera.get(callback);
  const before = await rowCounts(stack);
  for (let times = 0; times < 3; times += 1) {
    const again = await vera.get(callback);
    expect(pathOf(again)).toBe("/signin?returnTo=%2Fbag");
    expect((await vera.get(pathOf(again))).status).toBe(200);
  }
  expect(tokenCalls(stack, code)).toHaveLength(1);
  expect(await rowCounts(stack)).toEqual(before);
});

test("the state of a finished attempt carries no new code: signed in one sees the way on, signed out that it was used", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  const { callback } = await comeBack(stack, vera, persona, "/bag");
  // A tab as it was before the sign-in: the attempt is its own, the session is not.
  const tab = vera.copy();
  expect(pathOf(await vera.get(callback))).toBe("/bag");
  await stack.sql.query(`UPDATE "Attempt" SET "endedAt" = now() - interval '1 minute' WHERE "id" = $1`, [(await attemptOf(stack, parameter(callback, "state"))).id]);
  for (const whose of [persona, newPersona(stack)]) {
    const { code } = await comeBack(stack, open(), whose);
    const before = await rowCounts(stack);
    expect(pathOf(await vera.get(withParameter(callback, "code", code)))).toBe("/signin?returnTo=%2Fbag");
    const answer = await tab.get(withParameter(callback, "code", code));
    await expectRecovery(tab, answer, "attempt_used");
    expect(await sessionOf(tab)).toBeNull();
    expect((await sessionOf(vera))?.user.name).toBe(persona.name);
    expect(tokenCalls(stack, code)).toEqual([]);
    expect(await rowCounts(stack)).toEqual(before);
  }
  expect(await attemptOf(stack, parameter(callback, "state"))).toMatchObject({ status: "succeeded" });
});

test("who stole only the address of a finished callback gets nothing", async ({ stack, open }) => {
  const [vera, mal] = [open(), open()];
  const { callback, code } = await comeBack(stack, vera, newPersona(stack));
  await vera.get(callback);
  const before = await rowCounts(stack);
  await expectRecovery(mal, await mal.get(callback), "state_mismatch");
  expect(await sessionOf(mal)).toBeNull();
  expect(tokenCalls(stack, code)).toHaveLength(1);
  expect(await rowCounts(stack)).toEqual(before);
});

test("two identical callbacks at once make one session, and neither ends in an error", async ({ stack, open }) => {
  for (let round = 0; round < 3; round += 1) {
    const vera = open();
    const persona = newPersona(stack);
    const { callback, code } = await comeBack(stack, vera, persona, "/bag");
    const answers = await Promise.all([vera.get(callback), vera.get(callback)]);
    expect(answers.map(pathOf).sort()).toEqual(["/bag", "/signin?returnTo=%2Fbag"]);
    expect(tokenCalls(stack, code)).toHaveLength(1);
    expect((await sessionOf(vera))?.user.name).toBe(persona.name);
    const { rows } = await stack.sql.query(`SELECT 1 FROM "Session" s JOIN "Account" a ON a."userId" = s."userId" WHERE a."providerAccountId" = $1`, [persona.userId]);
    expect(rows).toHaveLength(1);
  }
});

test("a HEAD request to the callback spends nothing", async ({ stack, open }) => {
  const vera = open();
  const { callback, code, started } = await comeBack(stack, vera, newPersona(stack));
  const before = await rowCounts(stack);
  const answer = await vera.request(callback, { method: "HEAD" });
  expect(answer.status).toBe(405);
  expect(tokenCalls(stack, code)).toEqual([]);
  expect(await rowCounts(stack)).toEqual(before);
  expect((await attemptOf(stack, started.state)).status).toBe("open");
  expect(pathOf(await vera.get(callback))).toBe("/account");
});

test("a callback that a browser only prefetches spends nothing", async ({ stack, open }) => {
  const vera = open();
  const { callback, code } = await comeBack(stack, vera, newPersona(stack));
  for (const headers of [{ "sec-purpose": "prefetch" }, { purpose: "prefetch" }] as Record<string, string>[]) {
    await vera.get(callback, headers);
    expect(tokenCalls(stack, code)).toEqual([]);
  }
  expect(pathOf(await vera.get(callback))).toBe("/account");
});
