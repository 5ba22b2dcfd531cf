import { attemptOf, decideAtAmazon, expectRecovery, parameter, pathOf, rowCounts, sessionOf, signedIn, startAmazon } from "../fixtures/journey.ts";
import { newAddress, newestCode, newPersona, newProvedUser, userIdOf } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import { decideAtSampleId, newOidcPerson, sampleIdAccountOf, signInWithSampleId, startSampleIdSignIn } from "../fixtures/sample-id.ts";

/** An ordinary OpenID provider beside Amazon, played by oidc-provider; name and address come from its userinfo endpoint. */

test.use({ setting: { sampleId: { claimsInIdToken: false } } });

test("a first sign-in makes one user, a later one finds it by the subject, and the verified flag proves nothing", async ({ stack, open }) => {
  const [vera, olga] = [open(), newOidcPerson(stack)];
  expect(pathOf(await signInWithSampleId(vera, olga, "/bag"))).toBe("/bag");
  expect((await sessionOf(vera))?.user).toMatchObject({ name: olga.name, email: olga.email });
  const account = await sampleIdAccountOf(stack, olga.userId);
  expect(account).toMatchObject({ providerEmailVerified: true });
  const { rows } = await stack.sql.query(`SELECT "provedEmail", "emailVerified" FROM "User" WHERE "id" = $1`, [account?.userId]);
  expect(rows).toEqual([{ provedEmail: null, emailVerified: null }]);
  stack.sampleId?.server?.people.add({ ...olga, email: newAddress("moved"), emailVerified: false });
  const phone = open();
  expect(pathOf(await signInWithSampleId(phone, olga))).toBe("/account");
  expect((await sessionOf(phone))?.user.id).toBe(account?.userId);
});

test("a finished callback that comes again spends nothing, and another browser learns nothing", async ({ stack, open }) => {
  const [vera, olga] = [open(), newOidcPerson(stack)];
  const callback = await decideAtSampleId(await startSampleIdSignIn(vera, "/saved"), olga);
  expect(parameter(callback, "iss")).toBe(stack.sampleId?.url);
  await expectRecovery(open(), await open().get(callback), "state_mismatch");
  expect(pathOf(await vera.get(callback))).toBe("/saved");
  expect(pathOf(await vera.get(callback))).toBe("/signin?returnTo=%2Fsaved");
  expect(stack.sampleId?.server?.ledger.revokedGrants).toEqual([]);
});

test("Cancel there is a quiet way back, and the attempt is spent", async ({ stack, open }) => {
  const [vera, olga] = [open(), newOidcPerson(stack)];
  const before = await rowCounts(stack);
  const url = await startSampleIdSignIn(vera, "/saved");
  expect(pathOf(await vera.get(await decideAtSampleId(url, olga, "cancel")))).toBe("/signin?returnTo=%2Fsaved&notice=consent_denied");
  expect(await attemptOf(stack, url.searchParams.get("state") ?? "")).toMatchObject({ status: "cancelled", outcome: "consent_denied" });
  expect(await rowCounts(stack)).toEqual(before);
});

test("an address that somebody proved leads to the ladder, which names this provider, and the code from the mailbox links", async ({ stack, open }) => {
  const { email, userId } = await newProvedUser(stack);
  const [vera, olga] = [open(), newOidcPerson(stack, { email })];
  const answer = await signInWithSampleId(vera, olga, "/bag");
  expect(pathOf(answer)).toMatch(/^\/signin\/existing\?attempt=/);
  const page = (await vera.get(pathOf(answer))).body;
  expect(page).toContain("Sample Id gave us");
  expect(page.slice(page.indexOf("<main"), page.indexOf("</main>"))).not.toContain("Amazon");
  expect(await sampleIdAccountOf(stack, olga.userId)).toBeUndefined();
  const attempt = parameter(pathOf(answer), "attempt");
  await vera.post("/signin/existing", { attempt, action: "send_code" });
  expect(pathOf(await vera.post("/signin/existing", { attempt, action: "verify", code: await newestCode(stack, email, 2) }))).toBe("/bag");
  expect((await sampleIdAccountOf(stack, olga.userId))?.userId).toBe(userId);
});

test("one person at two providers, with one address that nobody proved, is two users", async ({ stack, open }) => {
  const email = newAddress("twice");
  const persona = newPersona(stack, { email });
  await signedIn(stack, open(), persona);
  const olga = newOidcPerson(stack, { email });
  expect(pathOf(await signInWithSampleId(open(), olga))).toBe("/account");
  const [amazon, other] = [await userIdOf(stack, persona), (await sampleIdAccountOf(stack, olga.userId))?.userId];
  expect(other).toBeDefined();
  expect(other).not.toBe(amazon);
});

test("an answer of one provider at the address of the other is a mix-up, and the attempt goes on", async ({ stack, open }) => {
  const [vera, olga, persona] = [open(), newOidcPerson(stack), newPersona(stack)];
  const here = await decideAtSampleId(await startSampleIdSignIn(vera), olga);
  const there = await decideAtAmazon(stack, (await startAmazon(vera)).authorizationUrl, persona);
  const swapped = (path: string) => (path.includes("/oidc?") ? path.replace("/oidc?", "/amazon?").replace(/&iss=[^&]*/, "") : path.replace("/amazon?", "/oidc?"));
  for (const path of [here, there]) await expectRecovery(vera, await vera.get(swapped(path)), "state_mismatch");
  expect(pathOf(await vera.get(here))).toBe("/account");
});

test("somebody who proved the address of an account made there is asked about that provider", async ({ stack, open }) => {
  const [vera, olga] = [open(), newOidcPerson(stack)];
  await signInWithSampleId(open(), olga);
  const started = await vera.post("/signin/check-email", { email: olga.email ?? "", returnTo: "/bag" });
  const attempt = parameter(pathOf(started), "attempt");
  const asked = await vera.post("/signin/verify", { attempt, code: await newestCode(stack, olga.email ?? "") });
  expect(pathOf(asked)).toMatch(/^\/signin\/yours\?/);
  expect((await vera.get(pathOf(asked))).body).toContain("is on an account here that is signed in to with Sample Id or a passkey.");
  const mine = await vera.post("/signin/yours", { attempt, action: "mine", provider: "oidc" });
  const url = new URL(mine.headers.get("location") ?? "");
  expect(url.origin).toBe(stack.sampleId?.url);
  expect(pathOf(await vera.get(await decideAtSampleId(url, olga)))).toBe("/bag");
  const { rows } = await stack.sql.query(`SELECT "provedEmail" FROM "User" WHERE "id" = $1`, [(await sampleIdAccountOf(stack, olga.userId))?.userId]);
  expect(rows).toEqual([{ provedEmail: olga.email }]);
});
