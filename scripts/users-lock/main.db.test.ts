import { spawn } from "node:child_process";
import { once } from "node:events";
import { beforeEach, expect, test } from "vitest";
import { auditTrail, newAddress, newSession, newUser, rowCounts } from "#lib/accounts/test-people.ts";
import { randomToken } from "#lib/crypto/random.ts";
import { database } from "#lib/db/client.ts";
import { waitingMails } from "#lib/mail/test-mails.ts";
import { repository } from "../bootstrap/paths.mjs";
import { testEnvironment, testInstallation } from "../test/installation.ts";

/** The command as an operator runs it: what it says, how it ends, and what it has written, or has not. */

testInstallation();

let address: string;
let userId: string;
beforeEach(async () => {
  address = newAddress();
  userId = await newUser(database(), { name: "Vera Summer", email: address, provedEmail: address, createdAt: new Date("2026-01-01T00:00:00Z") });
});

async function run(...args: string[]): Promise<{ exitCode: number; text: string }> {
  const { PATH = "", HOME = "", DATABASE_URL = "" } = process.env;
  // Both, or a checkout's own .env would say where the owner's database is.
  const env = { PATH, HOME, ...testEnvironment(DATABASE_URL), DATABASE_MIGRATE_URL: DATABASE_URL, NODE_ENV: "test" as const };
  const child = spawn(process.execPath, ["scripts/users-lock/main.ts", ...args], { cwd: repository, env, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const [exitCode] = (await once(child, "close")) as [number];
  expect(text).not.toMatch(/@shop\.example|Vera|Summer/);
  return { exitCode, text };
}

const statusOf = async (id = userId) => (await database().db.user.findUniqueOrThrow({ where: { id }, select: { status: true } })).status;
const everything = async () => [await rowCounts(database()), await statusOf(), (await waitingMails(database())).length];
const mails = async () => (await waitingMails(database())).filter(({ to }) => to === address).map(({ subject }) => subject);
const addPasskey = async (createdAt: Date, of = userId) =>
  await database().db.passkey.create({ data: { userId: of, credentialId: randomToken(), publicKey: Buffer.from("k"), counter: 0, transports: [], userHandle: "h", name: "Phone", deviceType: "multiDevice", backedUp: true, createdAt }, select: { id: true } });
const lastEvent = async () => await database().db.auditEvent.findFirst({ orderBy: [{ at: "desc" }, { id: "desc" }], select: { type: true, details: true } });

test("says whom it found and what it would do, and does nothing of it without --yes", async () => {
  await addPasskey(new Date("2026-11-20T09:00:00Z"));
  await newSession(database(), userId, { at: new Date() });
  const before = await everything();
  const { exitCode, text } = await run(address, "--since", "2026-11-20T08:00:00Z");
  expect([exitCode, await everything()]).toEqual([0, before]);
  expect(text).toContain(`User ${userId}, found by its confirmed address`);
  expect(text).toMatch(/status {4}active\n {2}ways in {3}a code by e-mail, 1 passkey\n {2}sessions {2}1\n/);
  expect(text).toMatch(/sessions that end {3}1\n {2}ways in that go {5}1 passkey \(added since 2026-11-20T08:00:00.000Z\)\n/);
  expect(text).toMatch(/locked, until .*http:\/\/localhost:3000\/signin\/unlock\n.*its owner, by mail\nNothing was changed. Add --yes to do it.\n$/);
});

test("with --yes it ends sessions, takes what came since, locks, queues one mail, and says in the audit that it was the operator", async () => {
  await addPasskey(new Date("2026-11-20T09:00:00Z"));
  await addPasskey(new Date("2026-11-20T07:00:00Z"));
  await newSession(database(), userId, { at: new Date() });
  expect(await run(address, "--since=2026-11-20T08:00:00Z", "--yes")).toMatchObject({ exitCode: 0, text: expect.stringContaining("Done:") as string });
  expect([await statusOf(), await database().db.session.count({ where: { userId } }), await database().db.passkey.count({ where: { userId } })]).toEqual(["locked", 0, 1]);
  expect(await mails()).toEqual([expect.stringContaining("locked for safety")]);
  expect(await auditTrail(database(), { userId })).toEqual(["passkey.removed", "session.created", "session.revoked", "user.locked"]);
  expect((await database().db.auditEvent.findMany({ where: { type: "user.locked" }, orderBy: { at: "desc" }, take: 1, select: { details: true } }))[0]).toEqual({ details: { by: "operator", locked: true } });
  const after = await everything();
  const again = await run(address, "--since", "2026-11-20T08:00:00Z", "--yes");
  expect([again.exitCode, await everything()]).toEqual([0, after]);
  expect(again.text).toContain("It is locked already, and there is nothing more to take away.");
});

test("without --since no way in goes, and an id is as good as an address", async () => {
  await addPasskey(new Date());
  const { exitCode, text } = await run(userId.toUpperCase(), "--yes");
  expect([exitCode, await statusOf(), await database().db.passkey.count({ where: { userId } })]).toEqual([0, "locked", 1]);
  expect(text).toMatch(/found by its id[\s\S]*none \(without --since all stay\)/);
});

test("whoever has no confirmed address is not locked, because nothing could open it, and is emptied of strangers", async () => {
  await database().db.user.update({ where: { id: userId }, data: { provedEmail: null }, select: { id: true } });
  await addPasskey(new Date("2026-02-01T00:00:00Z"));
  await newSession(database(), userId, { at: new Date() });
  const { exitCode, text } = await run(address, "--yes");
  expect([exitCode, await statusOf(), await database().db.session.count({ where: { userId } }), await mails()]).toEqual([0, "active", 0, []]);
  expect(text).toMatch(/found by an address that it holds and nobody has confirmed[\s\S]*not locked: it has no confirmed address/);
  const after = await everything();
  expect((await run(address, "--yes")).text).toContain("There is nothing more to take away.");
  expect(await everything()).toEqual(after);
});

test("--unlock opens it again, tells the owner, and is recorded as the operator's; of an account that is open it does nothing", async () => {
  const open = await run(address, "--unlock", "--yes");
  expect([open.exitCode, open.text]).toEqual([0, expect.stringContaining("It is not locked, so there is nothing to open.")]);
  await run(address, "--yes");
  const locked = await everything();
  expect((await run(address, "--unlock")).text).toContain("Nothing was changed. Add --yes to do it.");
  expect(await everything()).toEqual(locked);
  expect((await run(address, "--unlock", "--yes")).text).toContain("Done: it is open.");
  expect([await statusOf(), await mails(), await lastEvent()]).toEqual(["active", [expect.stringContaining("locked"), expect.stringContaining("open again")], { type: "user.unlocked", details: { by: "operator" } }]);
});

test.each<[string, () => Promise<string>, string]>([
  ["nobody", async () => newAddress(), "Nobody here has that address or id."],
  ["something that is neither an address nor an id", async () => "' OR true --", "Nobody here has that address or id."],
  ["an id that nobody has", async () => "00000000-0000-4000-8000-000000000000", "Nobody here has that address or id."],
  [
    "an address that several hold and nobody has confirmed",
    async () => {
      const shared = newAddress();
      await newUser(database(), { email: shared });
      await newUser(database(), { email: shared });
      return shared;
    },
    "2 accounts hold that address, and none has confirmed it:",
  ],
  [
    "a user who was merged",
    async () => {
      const id = await newUser(database());
      await database().pool.query(`UPDATE "User" SET "status" = 'merged', "mergedIntoId" = $2 WHERE "id" = $1`, [id, userId]);
      return id;
    },
    "That account is part of another one now",
  ],
  ["a user on hold", async () => await newUser(database(), { status: "suspended" }), "That account is on hold already"],
  ["a user who waits for deletion", async () => await newUser(database(), { status: "deletion_pending" }), "That account waits to be deleted"],
  ["a user whose only way in came since", async () => {
    const id = await newUser(database(), { createdAt: new Date("2026-01-01T00:00:00Z") });
    await addPasskey(new Date("2026-11-20T09:00:00Z"), id);
    return id;
  }, "Every way in to that account was added since then"],
])("refuses %s with status 2, and changes nothing", async (_name, who, words) => {
  const typed = await who();
  const before = await everything();
  const { exitCode, text } = await run(typed, "--since", "2026-11-20", "--yes");
  expect([exitCode, await everything()]).toEqual([2, before]);
  expect(text).toContain(words);
  expect(text).toContain("Nothing was changed.\nWhat to do: ");
});

test("says how it is used when the arguments are wrong, with status 1", async () => {
  const { exitCode, text } = await run();
  expect([exitCode, text]).toEqual([1, expect.stringMatching(/Whose account\?\nWhat to do: npm run users:lock -- /)]);
});
