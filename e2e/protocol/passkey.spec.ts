import type { PublicKeyCredentialCreationOptionsJSON } from "@simplewebauthn/server";
import { sessionOf, rowCounts, signInWithAmazon, parameter, pathOf } from "../fixtures/journey.ts";
import { removePasskeys } from "../fixtures/bent-rows.ts";
import { someAttempt } from "../fixtures/endpoints.ts";
import { newPersona, userIdOf } from "../fixtures/people.ts";
import { addPasskey, askForPasskey, newDevice, newPasskeyUser, passkeyOptions } from "../fixtures/passkeys.ts";
import { expect, test } from "../fixtures/protocol.ts";

/** Passkeys over HTTP: what is given to whom, and every answer that is no proof. */

test("options for signing in are the same bytes for everybody but for the challenge, and name nobody", async ({ stack, open }) => {
  const vera = await newPasskeyUser(stack);
  const answers = [await askForPasskey(open()), await askForPasskey(open()), await askForPasskey(vera.browser)];
  const bare = answers.map(({ status, body, headers }) => {
    const { challenge } = JSON.parse(body) as { challenge: string };
    expect(challenge).toMatch(/^[\w-]{43}$/);
    return JSON.stringify([status, body.replace(challenge, "challenge"), headers.get("content-type"), headers.get("cache-control"), body.length]);
  });
  expect(new Set(bare).size).toBe(1);
  expect(answers[0]?.body).toContain('"allowCredentials":[]');
  const id = vera.device.credentials[0]?.id ?? "none";
  for (const { body } of answers) for (const secret of [id, vera.email, vera.userId]) expect(body).not.toContain(secret);
});

test("a passkey signs in once; the same answer again, and from another browser, does not", async ({ stack, open }) => {
  const { device, userId } = await newPasskeyUser(stack);
  const [vera, mal] = [open(), open()];
  const passkey = device.get(await passkeyOptions(vera));
  await passkeyOptions(mal);
  const stolen = await mal.post("/signin/passkey", { passkey, returnTo: "/bag" });
  expect(stolen.status).toBe(400);
  expect(stolen.body).toContain("This sign-in began somewhere else");
  const good = await vera.post("/signin/passkey", { passkey, returnTo: "/bag" });
  expect([good.status, good.headers.get("location")]).toEqual([303, `${stack.appUrl}/bag`]);
  expect((await sessionOf(vera))?.user.id).toBe(userId);
  const again = await mal.post("/signin/passkey", { passkey, returnTo: "/bag" });
  expect(again.status).toBe(400);
  expect(await sessionOf(mal)).toBeNull();
  await stack.sql.query(`UPDATE "Attempt" SET "endedAt" = now() - interval '1 minute' WHERE "method" = 'passkey' AND "status" = 'succeeded'`);
  await vera.post("/signout", { scope: "this" });
  const replayed = await vera.post("/signin/passkey", { passkey, returnTo: "/bag" });
  expect(replayed.status).toBe(409);
  expect(replayed.body).toContain("That answer was used already");
  expect(await sessionOf(vera)).toBeNull();
});

test("a passkey that is added on the way to something leads on to that, and nowhere but on this site", async ({ stack, open }) => {
  const destinations = [
    ["/account/merge?from=bag", "/account/merge?from=bag"],
    ["https://evil.example/", "/account/sign-in-methods?done=passkey_added"],
    ["/signout", "/account/sign-in-methods?done=passkey_added"],
  ] as const;
  const vera = open();
  await signInWithAmazon(stack, vera, newPersona(stack));
  for (const [returnTo, path] of destinations) {
    await removePasskeys(stack, (await sessionOf(vera))?.user.id ?? "");
    const passkey = newDevice(stack).create(await passkeyOptions<PublicKeyCredentialCreationOptionsJSON>(vera, { purpose: "add" }));
    const unnamed = await vera.post("/account/sign-in-methods/passkey", { name: " ", passkey, returnTo });
    expect(unnamed.status).toBe(422);
    expect(unnamed.body.includes('value="/account/merge?from=bag"')).toBe(returnTo === path);
    const added = await vera.post("/account/sign-in-methods/passkey", { name: "Phone", passkey, returnTo });
    expect([added.status, added.headers.get("location")]).toEqual([303, stack.appUrl + path]);
  }
});

test("answers for another site, another host, unverified, forged, copied or unknown are refused with their own status, and open nothing", async ({ stack, open }) => {
  const { device, userId } = await newPasskeyUser(stack);
  const vera = open();
  const before = await rowCounts(stack);
  const lies = [
    [422, { origin: "https://evil.example" }],
    [422, { origin: stack.appUrl.replace(/:\d+$/, ":1") }],
    [422, { rpId: "evil.example" }],
    [422, { verified: false }],
    [422, { forged: true }],
    [422, { crossOrigin: true }],
    [422, { userHandle: "A".repeat(43) }],
    [422, { id: "A".repeat(43) }],
  ] as const;
  for (const [status, lie] of lies) {
    const answer = await vera.post("/signin/passkey", { passkey: device.get(await passkeyOptions(vera), lie), returnTo: "/bag" });
    expect(answer.status, JSON.stringify(lie)).toBe(status);
    expect(answer.body).toContain("Use a passkey");
    expect(answer.setCookies.filter((line) => /session-token=[^;]/.test(line))).toEqual([]);
  }
  await vera.post("/signin/passkey", { passkey: device.get(await passkeyOptions(vera), { counter: 9 }), returnTo: "/bag" });
  await vera.post("/signout", { scope: "this" });
  const copied = await vera.post("/signin/passkey", { passkey: device.get(await passkeyOptions(vera), { counter: 9 }), returnTo: "/bag" });
  expect(copied.status).toBe(403);
  expect(copied.body).toContain("We stopped this passkey");
  await expect.poll(() => stack.output()).toMatch(/"level":"error"[^\n]*"outcome":"passkey_cloned"/);
  expect(await rowCounts(stack)).toMatchObject({ Session: before.Session, User: before.User });
  expect((await stack.sql.query(`SELECT 1 FROM "Passkey" WHERE "userId" = $1`, [userId])).rowCount).toBe(1);
});

test("without script the form says plainly that a passkey needs it", async ({ open }) => {
  const answer = await open().post("/signin/passkey", { passkey: "", returnTo: "/bag" });
  expect(answer.status).toBe(422);
  expect(answer.body).toContain("A passkey needs a little script");
  expect(answer.body).toContain("Send me a code");
});

test("the address for options takes our script's JSON and nothing else", async ({ stack, open }) => {
  const vera = open();
  const send = async (body: string, headers: Record<string, string> = {}) => (await vera.request("/api/passkey/options", { method: "POST", headers: { "content-type": "application/json", origin: vera.origin, "sec-fetch-site": "same-origin", ...headers }, body })).status;
  const before = await rowCounts(stack);
  for (const body of ["", "{", "[]", "null", "{}", '{"purpose":"delete"}', '{"purpose":["sign_in"]}', '{"purpose":"existing"}', `{"purpose":"existing","attempt":"${"a".repeat(50_000)}"}`, '{"purpose":"sign_in","email":"vera@example.test"}', '{"__proto__":{"purpose":"sign_in"}}']) expect(await send(body), body.slice(0, 60)).toBe(400);
  const good = '{"purpose":"sign_in"}';
  for (const headers of [{ origin: "https://evil.example", "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }, { origin: "null", "sec-fetch-site": "none" }] as Record<string, string>[]) expect(await send(good, headers)).toBe(403);
  expect(await send(good, { "content-type": "text/plain" })).toBe(415);
  expect(await send(good, { "content-type": "application/x-www-form-urlencoded" })).toBe(415);
  expect(await send(`{"purpose":"existing","attempt":"${someAttempt}"}`)).toBe(404);
  expect(await rowCounts(stack)).toEqual(before);
  for (const purpose of ["add", "step_up"]) {
    const answer = await askForPasskey(open(), { purpose });
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body)).toMatchObject({ error: "reauthentication_required", location: expect.stringMatching(/^\/signin\?/) });
  }
});

test("nobody renames, removes or sees a passkey of somebody else, and a bad name is refused", async ({ stack }) => {
  const [vera, mal] = [await newPasskeyUser(stack), await newPasskeyUser(stack)];
  const { rows } = await stack.sql.query<{ id: string }>(`SELECT "id" FROM "Passkey" WHERE "userId" = $1`, [vera.userId]);
  const id = rows[0]?.id ?? "";
  const settings = "/account/sign-in-methods/passkey";
  for (const page of ["rename", "remove"]) expect((await mal.browser.get(`${settings}/${page}?passkey=${id}`)).status).toBe(404);
  expect((await mal.browser.post(`${settings}/rename`, { passkey: id, name: "Mine" })).headers.get("location")).toContain("/passkey/rename?passkey=");
  await mal.browser.post(`${settings}/remove`, { passkey: id });
  for (const name of ["", "   ", "\u202e\u2066", "x".repeat(61)]) {
    const refused = await vera.browser.post(`${settings}/rename`, { passkey: id, name });
    expect(refused.status, JSON.stringify(name)).toBe(422);
    expect(refused.body).toContain("A name has 1 to 60 characters");
  }
  const markup = await vera.browser.post(`${settings}/rename`, { passkey: id, name: "<script>alert(1)</script>" });
  expect(markup.status).toBe(303);
  expect((await vera.browser.get("/account/sign-in-methods")).body).not.toContain("<script>alert(1)");
  const { rows: after } = await stack.sql.query(`SELECT "name" FROM "Passkey" WHERE "id" = $1`, [id]);
  expect(after).toEqual([{ name: "<script>alert(1)</script>" }]);
});

test("a session that was made with Amazon alone adds no passkey without proving itself", async ({ stack, open }) => {
  const [vera, persona, device] = [open(), newPersona(stack), newDevice(stack)];
  await signInWithAmazon(stack, vera, persona);
  await stack.sql.query(`UPDATE "Session" SET "authenticatedAt" = now() - interval '20 minutes' WHERE "userId" = $1`, [await userIdOf(stack, persona)]);
  expect((await askForPasskey(vera, { purpose: "add" })).status).toBe(403);
  const sent = await vera.post("/account/sign-in-methods/passkey", { name: "x", passkey: "{}" });
  expect([sent.status, pathOf(sent).split("?")[0]]).toEqual([303, "/reauthenticate"]);
  expect(device.credentials).toEqual([]);
});

test("on the ladder a passkey of the owner links Amazon, and one of anybody else leaves everything as it is", async ({ stack, open }) => {
  const [owner, other] = [await newPasskeyUser(stack), await newPasskeyUser(stack)];
  const vera = open();
  const ada = newPersona(stack, { email: owner.email });
  const attempt = parameter(pathOf(await signInWithAmazon(stack, vera, ada, "/saved")), "attempt");
  const prove = async (passkey: string) => await vera.post("/signin/existing", { action: "passkey", attempt, passkey });
  const wish = { purpose: "existing", attempt };
  const wrong = await prove(other.device.get(await passkeyOptions(vera, wish)));
  expect(wrong.status).toBe(409);
  expect(wrong.body).toContain("belongs to another account");
  for (const secret of [other.email, owner.userId, other.userId]) expect(wrong.body).not.toContain(secret);
  expect((await prove(owner.device.get(await passkeyOptions(vera)))).status).toBe(422);
  expect((await prove("")).status).toBe(422);
  expect(await userIdOf(stack, ada)).toBeUndefined();
  const good = await prove(owner.device.get(await passkeyOptions(vera, wish)));
  expect([good.status, good.headers.get("location")]).toEqual([303, `${stack.appUrl}/saved`]);
  expect(await userIdOf(stack, ada)).toBe(owner.userId);
  await addPasskey(vera, newDevice(stack), "Another");
});
