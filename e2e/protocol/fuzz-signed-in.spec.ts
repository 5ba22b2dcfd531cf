import type { PublicKeyCredentialCreationOptionsJSON } from "@simplewebauthn/server";
import { isoCBOR } from "@simplewebauthn/server/helpers";
import fc from "fast-check";
import { someAttempt as nobody, urlencoded, userForms } from "../fixtures/endpoints.ts";
import { bounds, expectQueriesHarmless, postBody, Questioner } from "../fixtures/fuzzing.ts";
import { bodiesFor, bytes, hostileAttestations, hostileCbor, jsonBody, runsFor, wishOfNoAttempt, wrongInOneField } from "../fixtures/hostile-bodies.ts";
import type { Answer, HttpBrowser } from "../fixtures/http-browser.ts";
import { pathOf, sessionOf } from "../fixtures/journey.ts";
import { addedAddress } from "../fixtures/orders.ts";
import { addPasskey, newDevice, passkeyOptions } from "../fixtures/passkeys.ts";
import { ageSessions, newProvedUser } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** Bodies that nobody thought of, from somebody who has just signed in, so that no guard hides the handlers: IF-01. */

// An installation of its own: rows that other files left would run out and be swept while they are compared here.
test.use({ setting: { environment: { SITE_NAME: "Larkspur" } } });

/** Everything that everybody else has, but for when they were last here, which is written behind their back, or last proved who they are. */
async function thingsOfOthers(stack: Stack, userId: string): Promise<Record<string, string | null>> {
  const owned = ["Account", "Session", "PasswordCredential", "Passkey", "EmailChange", "UserNotice", "BagItem", "SavedItem", "Address", "Order"].map((table) => [table, "userId"]);
  const statements = [...owned, ["User", "id"]].map(([table, column]) => `SELECT '${table}' AS "table", md5(string_agg((to_jsonb(t) - 'lastSeenAt' - 'authenticatedAt')::text, ',' ORDER BY t::text)) AS "rows" FROM "${table}" t WHERE "${column}" IS DISTINCT FROM $1`);
  const { rows } = await stack.sql.query<{ table: string; rows: string | null }>(statements.join(" UNION ALL "), [userId]);
  return Object.fromEntries(rows.map((row) => [row.table, row.rows]));
}

type Person = { vera: HttpBrowser; userId: string; addressId: string; passkeyId: string; device: ReturnType<typeof newDevice> };

/** Somebody who has proved an address a moment ago, with an address in the book and a passkey; a browser whose answers are looked through afterwards. */
async function newPerson(stack: Stack, open: () => HttpBrowser): Promise<Person> {
  const [{ browser, userId }, vera, device] = [await newProvedUser(stack), open(), newDevice(stack)];
  for (const [name, { value, path }] of browser.cookies) vera.plant(name, value, path);
  const addressId = await addedAddress(stack, vera, userId);
  await addPasskey(vera, device);
  const { rows } = await stack.sql.query<{ id: string }>(`SELECT "id" FROM "Passkey" WHERE "userId" = $1`, [userId]);
  return { vera, userId, addressId, passkeyId: rows[0]?.id ?? "", device };
}

/** Whether the handler of a form gave this answer: neither its schema nor a guard did. */
function camePast({ status, headers, url }: Answer): boolean {
  const { pathname } = new URL(headers.get("location") ?? url, url);
  return status !== 400 && !(status === 303 && /^\/(signin|reauthenticate)$/.test(pathname));
}

for (const form of userForms) {
  test(`no body of somebody signed in makes ${form.path} fail, hang, or reach anybody else`, async ({ stack, open }) => {
    const { vera, userId, addressId, passkeyId } = await newPerson(stack, open);
    const path = form.route?.replace("[id]", addressId) ?? form.path;
    // Who needs no fresh proof is led on from there, whatever the form says.
    if (path === "/reauthenticate") await ageSessions(stack, userId);
    const [before, asking, statuses] = [await thingsOfOthers(stack, userId), new Questioner(stack), [] as number[]];
    const post = async (type: string, body: string | Buffer, fine: readonly number[]) => {
      const answer = await asking.expectRefusal(`${path} ${body.toString("latin1")}`, () => postBody(vera, path, type, body), fine);
      if (camePast(answer)) statuses.push(answer.status);
    };
    const examples = wrongInOneField(form).map((body): [string] => [body]);
    await fc.assert(fc.asyncProperty(bodiesFor(form, [addressId, passkeyId]), async (body) => await post(urlencoded["content-type"], body, [303])), { ...bounds, examples, numRuns: examples.length + runsFor(form) });
    expect(statuses.length, "answers of the handler").toBeGreaterThan(0);
    await fc.assert(fc.asyncProperty(bytes, async (body) => await post(urlencoded["content-type"], body, [303])), { ...bounds, numRuns: 5 });
    await fc.assert(fc.asyncProperty(jsonBody, async (body) => await post("application/json", body, [])), { ...bounds, numRuns: 5 });
    await asking.expectQuick();
    // Who says that something was not them, or has the account deleted, is signed out everywhere.
    expect((await sessionOf(vera))?.user.id).toBe(["/account/not-me", "/account/privacy/delete"].includes(path) ? undefined : userId);
    expect(await thingsOfOthers(stack, userId)).toEqual(before);
  });
}

test("no body of somebody signed in makes the address for passkeys fail, and none writes more than a challenge", async ({ stack, open }) => {
  const [{ vera, userId }, asking, given] = [await newPerson(stack, open), new Questioner(stack), new Set<string>()];
  const before = await thingsOfOthers(stack, nobody);
  const purpose = fc.constantFrom("add", "step_up", "merge", "sign_in", "existing", "__proto__");
  const extra = fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: fc.record({ attempt: fc.jsonValue() }) }, { weight: 1, arbitrary: fc.dictionary(fc.constantFrom("__proto__", "purpose", "x"), fc.jsonValue()) });
  const wish = fc.tuple(purpose, extra).map(([name, more]) => JSON.stringify({ purpose: name, ...more }));
  const ask = async (body: string | Buffer) => {
    const answer = await asking.expectRefusal(body.toString("latin1"), () => postBody(vera, "/api/passkey/options", "application/json", body), [200]);
    if (answer.status === 200) given.add((JSON.parse(body.toString()) as { purpose: string }).purpose);
  };
  await fc.assert(fc.asyncProperty(fc.oneof({ weight: 1, arbitrary: jsonBody }, { weight: 2, arbitrary: wish }, { weight: 1, arbitrary: wishOfNoAttempt }), ask), { ...bounds, numRuns: 90 });
  await fc.assert(fc.asyncProperty(bytes, ask), { ...bounds, numRuns: 15 });
  await asking.expectQuick();
  expect([...given].toSorted()).toEqual(["add", "merge", "sign_in", "step_up"]);
  expect((await sessionOf(vera))?.user.id).toBe(userId);
  expect(await thingsOfOthers(stack, nobody)).toEqual(before);
});

test("nothing in the parameters that a page reads makes it fail for somebody signed in", async ({ stack, open }) => {
  const [{ vera, userId, addressId }, asking] = [await newPerson(stack, open), new Questioner(stack)];
  await expectQueriesHarmless(asking, vera, (page) => page.replace("[id]", addressId));
  await asking.expectQuick();
  expect((await sessionOf(vera))?.user.id).toBe(userId);
});

test("nothing that a device claims to have signed, or made, is a fault or a proof", async ({ stack, open }) => {
  const [{ vera, userId, device }, guest, asking] = [await newPerson(stack, open), open(), new Questioner(stack)];
  const encoded = (value: Uint8Array) => Buffer.from(value).toString("base64url");
  /** A good answer with one part of it exchanged, about a challenge of this moment. */
  const changed = (answer: string, part: object) => {
    const { response, ...rest } = JSON.parse(answer) as { response: object };
    return JSON.stringify({ ...rest, response: { ...response, ...part } });
  };
  const made = async (part: object) => changed(device.create(await passkeyOptions<PublicKeyCredentialCreationOptionsJSON>(vera, { purpose: "add" })), part);
  const add = async (passkey: string) => await vera.post("/account/sign-in-methods/passkey", { name: "Phone", passkey });
  const [own] = device.credentials;
  const signed = async (browser: HttpBrowser, purpose: string, part: object) => changed(device.get(await passkeyOptions(browser, { purpose }), {}, own), part);
  const good = await made({});
  expect((await add(good)).status).toBe(303);
  const before = await thingsOfOthers(stack, nobody);
  const { response } = JSON.parse(good) as { response: { attestationObject: string } };
  const authData = (isoCBOR.decodeFirst(new Uint8Array(Buffer.from(response.attestationObject, "base64url"))) as Map<string, Uint8Array>).get("authData") ?? new Uint8Array();
  for (const object of hostileAttestations(authData)) {
    const passkey = await made({ attestationObject: encoded(object) });
    await asking.expectRefusal(`made ${encoded(object).slice(0, 80)}`, () => add(passkey));
  }
  // About our host, by a person who was there and was verified, with extensions behind: those are the hostile part.
  const head = new Uint8Array([...authData.subarray(0, 32), 0x85, 0, 0, 0, 9]);
  const send = async (browser: HttpBrowser, purpose: string, path: string, fields: Record<string, string>, claims: readonly Uint8Array[]) => {
    const parts = [...claims.map((cbor) => ({ authenticatorData: encoded(Buffer.concat([head, cbor])) })), ...claims.slice(0, 4).map((cbor) => ({ signature: encoded(cbor) }))];
    for (const part of parts) {
      const passkey = await signed(browser, purpose, part);
      await asking.expectRefusal(`${path} ${JSON.stringify(part).slice(0, 80)}`, () => browser.post(path, { ...fields, passkey }));
    }
  };
  await send(guest, "sign_in", "/signin/passkey", {}, hostileCbor);
  await send(vera, "merge", "/account/merge", { action: "passkey" }, hostileCbor.slice(0, 3));
  await ageSessions(stack, userId);
  await send(vera, "step_up", "/reauthenticate", { action: "passkey", purpose: "end_sessions", returnTo: "/account" }, hostileCbor.slice(0, 3));
  await asking.expectQuick();
  expect(await sessionOf(guest)).toBeNull();
  expect((await sessionOf(vera))?.user.id).toBe(userId);
  expect(await thingsOfOthers(stack, nobody)).toEqual(before);
  // What was exchanged is what was refused.
  expect(pathOf(await guest.post("/signin/passkey", { returnTo: "/bag", passkey: await signed(guest, "sign_in", {}) }))).toBe("/bag");
});
