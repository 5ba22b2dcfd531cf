import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "#scripts/test/database.ts";
import { personalDataEntries } from "#lib/composition.ts";
import { parseEmailAddress } from "../../accounts/email-address.ts";
import { contextOf, newAttempt } from "../../accounts/test-people.ts";
import { vaultKeys } from "../../crypto/vault-keys.ts";
import { closeDatabase, database } from "../../db/client.ts";
import { stopQueue } from "../../jobs/queue.ts";
import { newestMail } from "../../mail/test-mails.ts";
import { resetPassword } from "../../methods/password/reset-password.ts";
import { revokeAllSessions } from "../../sessions/revoke.ts";
import { mergeAccounts } from "./merge-accounts.ts";
import { mergeByPassword, startMergeCode, verifyMergeCode } from "./other-side.ts";
import { journeyEnvironment, keepAll, knownBrowser, password, provedPerson, sessionIn, signIn, visitorIn } from "./test-sides.ts";

vi.mock("../../http/page-response.ts", () => ({ pageResponse: async (_request: Request, path: string, init: { status: number }) => new Response(path, { status: init.status }) }));
let place: TestDatabase;
beforeAll(async () => {
  place = await createTestDatabase();
  for (const [name, value] of Object.entries(journeyEnvironment(place.url))) vi.stubEnv(name, value);
});
afterAll(async () => {
  await stopQueue();
  await closeDatabase();
  await place?.drop();
});

test("8 what an intruder proved of somebody is void once that one has reset the password and ended every session", async () => {
  const [intruder, victim] = [await provedPerson({ name: "Mal" }), await provedPerson({ name: "Vera", password: true })];
  const browser = knownBrowser();
  await signIn(browser, intruder.userId);
  const answered = await mergeByPassword(visitorIn(browser), await sessionIn(browser), { email: victim.address, password });
  if (answered.kind !== "tried") throw new Error(answered.kind);
  expect(answered.tried).toMatchObject({ kind: "waiting" });
  keepAll(browser, answered.cookies);
  // The owner notices, and does everything there is to do.
  const reset = await newAttempt(database(), { method: "password" });
  await database().transaction((tx) => resetPassword(tx, contextOf(reset, { now: new Date(), keys: vaultKeys() }), parseEmailAddress(victim.address) as never, "$argon2id$new"));
  await database().transaction((tx) => revokeAllSessions(tx, victim.userId));
  const attempt = answered.attempt.id;
  const response = await mergeAccounts(browser.form("/account/merge/preview", { attempt }), visitorIn(browser), { attempt, choices: { email: "kept" } }, personalDataEntries);
  console.log(response.status, response.headers.get("location"));
  expect((await database().db.user.findUniqueOrThrow({ where: { id: victim.userId } })).status).toBe("active");
});

test("8b a code to an address that is not that user's any more proves nothing of them", async () => {
  const [intruder, victim] = [await provedPerson({ name: "Mal" }), await provedPerson({ name: "Vera" })];
  const browser = knownBrowser();
  await signIn(browser, intruder.userId);
  const started = await startMergeCode(visitorIn(browser), await sessionIn(browser), victim.address);
  if (started.kind !== "sent") throw new Error(started.kind);
  keepAll(browser, started.cookies);
  const code = /^\d{6}$/m.exec((await newestMail(database(), victim.address))?.text ?? "")?.[0] ?? "";
  expect(await verifyMergeCode(visitorIn(browser), started.attempt, code)).toMatchObject({ kind: "waiting" });
  // The owner's mailbox is lost; they have changed their address a moment ago (its undo ended, as by undoChange).
  await database().db.user.update({ where: { id: victim.userId }, data: { email: `new.${victim.address}`, provedEmail: `new.${victim.address}` } });
  const attempt = started.attempt.id;
  await mergeAccounts(browser.form("/account/merge/preview", { attempt }), visitorIn(browser), { attempt, choices: {} }, personalDataEntries);
  expect((await database().db.user.findUniqueOrThrow({ where: { id: victim.userId } })).status).toBe("active");
});
