import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { auditTrail, newAddress, newUser } from "../../accounts/test-people.ts";
import { closeForSafety } from "../../accounts/compromise.ts";
import { heldData, heldSpans } from "../../composition.ts";
import { vaultKeys } from "../../crypto/vault-keys.ts";
import { type Database, database } from "../../db/client.ts";
import { locales } from "../../i18n/locale.ts";
import { waitingMails } from "../../mail/test-mails.ts";
import type { HeldData } from "../../personal-data/held.ts";
import type { Seeded } from "../../personal-data/test-held-rows.ts";
import { randomNumbers } from "../../personal-data/test-rows.ts";
import { voidCopies } from "../../personal-data/copies.ts";
import { makeCopy } from "./make.ts";
import { copyNumbers } from "./numbers.ts";
import { beginRun, CopyTakenError, keepPiece, noteProgress } from "./run.ts";
import { sweepCopies } from "./sweep.ts";
import { openedCopy, secretMark, seedHeld } from "./test-held.ts";

/** How a copy is made: what is in it, and that it is made once and whole, whatever happens meanwhile. */

testInstallation();

const source = { held: heldData, spans: heldSpans };
const now = new Date("2026-11-27T10:00:00.000Z");
const later = (seconds: number) => new Date(now.getTime() + seconds * 1_000);

const askFor = async (userId: string, language = "en") => (await database().db.dataCopy.create({ data: { userId, language, sessionId: randomUUID(), createdAt: now }, select: { id: true } })).id;
const copyOf = async (id: string) => await database().db.dataCopy.findUniqueOrThrow({ where: { id } });
const piecesOf = async (copyId: string) => await database().db.dataCopyPiece.count({ where: { copyId } });
const make = async (copyId: string, at = now, from = source) => await makeCopy(database(), from, copyId, { now: () => at });

type Records = Record<string, Record<string, Record<string, unknown>[]>>;
const dataOf = (files: Record<string, string>) => (JSON.parse(files["your-data.json"] ?? "") as { data: Records }).data;

/** A value as the database writes it into JSON, in the way of the copy. */
function asCopied(value: unknown): unknown {
  if (typeof value !== "string") return value;
  if (value.startsWith("\\x")) return Buffer.from(value.slice(2), "hex").toString("base64url");
  return /^\d{4}-\d\d-\d\dT[\d:.]+\+00:00$/.test(value) ? value.replace("+00:00", "Z") : value;
}

const lines = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).toSorted();

/** What the copy must have of each table: the shown columns of the rows that were put there, and nothing else. */
function expected(seeded: readonly Seeded[]): [string, string, string[]][] {
  return heldData.flatMap(({ name, tables }) =>
    tables.filter(({ table }) => table !== "User" && table !== "DataCopy").flatMap(({ table, columns }): [string, string, string[]][] => {
      const shownNames = Object.keys(columns).filter((column) => columns[column] === "shown");
      const rows = seeded.flatMap((one) => one.get(table) ?? []).map((row) => Object.fromEntries(shownNames.map((column) => [column, asCopied(row[column])])));
      return shownNames.length === 0 ? [] : [[name, table, lines(rows)]];
    }),
  );
}

test("holds every shown value of everything that is held about somebody, of whoever was merged into them too, and nothing else", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const random = randomNumbers(seed);
      const [userId, otherId] = [await newUser(database(), { name: "Vera" }), await newUser(database(), { name: "Somebody Else" })];
      const [gone, before] = [await newUser(database(), { name: "Earlier" }), await newUser(database(), { name: "Still earlier" })];
      const own: Seeded[] = [];
      for (const id of [userId, gone, before]) own.push(await seedHeld(database(), heldData, { userId: id, otherId }, random));
      for (const [id, mergedIntoId] of [[before, gone], [gone, userId]] as const) await database().db.user.update({ where: { id }, data: { status: "merged", mergedIntoId }, select: { id: true } });
      // Triggers write more of these than were put there.
      const changes = await database().pool.query<{ row: Record<string, unknown> }>(`SELECT to_jsonb(t) AS "row" FROM "SessionChange" t WHERE "userId" = ANY ($1)`, [[userId, gone, before]]);
      for (const one of own) one.delete("SessionChange");
      own.push(new Map([["SessionChange", changes.rows.map(({ row }) => row)]]));
      const others = await seedHeld(database(), heldData, { userId: otherId, otherId: await newUser(database()) }, random);
      await database().db.dataCopy.updateMany({ where: { status: { in: ["waiting", "making"] } }, data: { status: "failed" } });
      const copyId = await askFor(userId);
      expect(await make(copyId)).toBe("ready");
      const { files } = await openedCopy(database(), copyId);
      const data = dataOf(files);
      expect(Object.keys(data)).toEqual(heldData.map(({ name }) => name));
      for (const [kind, table, rows] of expected(own)) {
        // What is told of making the copy itself came after the moment that it is of.
        expect([table, lines(data[kind]?.[table] ?? [])]).toEqual([table, rows]);
      }
      expect(data.profile?.User?.map(({ id }) => id).toSorted()).toEqual([userId, gone, before].toSorted());
      const text = Object.values(files).join("\n");
      expect(text).not.toContain(secretMark);
      const foreign = [...others.values()].flat().flatMap(({ id }) => (typeof id === "string" ? [id] : []));
      for (const id of [otherId, ...foreign]) expect(text).not.toContain(id);
      expect(text).not.toContain("Somebody Else");
    }),
    { seed: 20_261_127, numRuns: 12 },
  );
}, 120_000);

test.each(locales)("has, in %s, a page to read with what people wrote as text and nothing else", async (locale) => {
  const names = ["<img src=x onerror=alert(1)>", `=HYPERLINK("http://evil.example","x")`, "\u202Eevil\u2066", "</title><script>", "-1+1", "@cmd", " +1", "&lt;b&gt;"];
  const userId = await newUser(database(), { name: names[0] ?? "" });
  await database().db.address.createMany({ data: names.map((fullName) => ({ userId, fullName, line1: "1 Lane", city: "Basel", country: "CH" })) });
  const copyId = await askFor(userId, locale);
  await make(copyId);
  const { files } = await openedCopy(database(), copyId);
  const html = files["your-data.html"] ?? "";
  expect(html).toContain(`<html lang="${locale}">`);
  expect(html.match(/<(script|img|a|iframe|link|form|svg)\b/gi)).toBeNull();
  expect(html).toContain("<bdi>&lt;img src=x onerror=alert(1)&gt;</bdi>");
  expect(html).toContain("<bdi>&#39;=HYPERLINK(&quot;http://evil.example&quot;,&quot;x&quot;)</bdi>");
  expect(html).toContain("<bdi>[U+202E]evil[U+2066]</bdi>");
  for (const text of ["-1+1", "@cmd", " +1"]) expect(html).toContain(`<bdi>&#39;${text}</bdi>`);
  expect(html).toContain("<bdi>&amp;lt;b&amp;gt;</bdi>");
  // Nothing stands at the beginning of a cell that a spreadsheet would run.
  expect(html.match(/<(?:bdi|dd|dt|td)>\s*[=+@-]/g)).toBeNull();
  const rows = dataOf(files).addresses?.Address ?? [];
  expect(rows.map(({ fullName }) => fullName).toSorted()).toEqual(names.toSorted());
});

test("is made whatever people wrote, also what looks like a time, which stays as it was written", async () => {
  const userId = await newUser(database());
  const written = ["2026-99-99T00:00:00Z", "2020-01-02T03:04:05Z", "infinity"];
  await database().db.address.createMany({ data: written.map((line1) => ({ userId, fullName: "Vera", line1, city: "Basel", country: "CH" })) });
  const copyId = await askFor(userId, "de");
  expect(await make(copyId)).toBe("ready");
  const { files } = await openedCopy(database(), copyId);
  for (const text of written) expect(files["your-data.html"]).toContain(`<bdi>${text}</bdi>`);
  const rows = dataOf(files).addresses?.Address ?? [];
  expect(rows.map(({ line1 }) => line1).toSorted()).toEqual(written.toSorted());
  const createdAt = String(rows[0]?.createdAt);
  expect(files["your-data.html"]).toContain(`<time datetime="${createdAt}">`);
});

test("is kept in pieces of a bounded size, sealed for their places, and its link with them", async () => {
  const userId = await newUser(database(), { name: "Vera Plain" });
  await database().pool.query(`INSERT INTO "SavedItem" ("id", "userId", "productId") SELECT gen_random_uuid(), $1::uuid, md5(n::text) || md5((n + 1)::text) FROM generate_series(1, 6000) n`, [userId]);
  const copyId = await askFor(userId);
  await make(copyId);
  const { status, pieces, bytes, linkHash, linkSealed, readyAt, expires, rowsDone, rowsTotal } = await copyOf(copyId);
  expect([status, readyAt, expires, rowsDone]).toEqual(["ready", now, later(24 * 3_600), rowsTotal]);
  expect(pieces).toBeGreaterThan(2);
  expect(rowsTotal).toBeGreaterThan(12_000);
  expect([linkHash, linkSealed?.split(".").length]).toEqual([expect.stringMatching(/^[\w-]{43}$/), 5]);
  const { rows } = await database().pool.query<{ sealed: string }>(`SELECT "sealed" FROM "DataCopyPiece" WHERE "copyId" = $1`, [copyId]);
  for (const { sealed } of rows) expect(sealed.length).toBeLessThan(copyNumbers.pieceBytes * 1.4);
  const headers = rows.map(({ sealed }) => JSON.parse(Buffer.from(sealed.split(".")[0] ?? "", "base64url").toString()) as unknown);
  expect(headers).toEqual(rows.map(() => expect.objectContaining({ alg: "dir", enc: "A256GCM" }) as unknown));
  expect((await openedCopy(database(), copyId)).bytes).toHaveLength(bytes ?? -1);
  // A piece in the place of another does not open.
  await database().db.dataCopyPiece.update({ where: { copyId_position: { copyId, position: 1 } }, data: { sealed: rows[0]?.sealed ?? "" } });
  await expect(openedCopy(database(), copyId)).rejects.toThrow("wrong_place");
});

test("tells the proved address in its language that it is ready, without a word of what is in it", async () => {
  const email = newAddress();
  const userId = await newUser(database(), { name: "Vera Secret", email, provedEmail: email });
  await make(await askFor(userId, "de"));
  const mail = (await waitingMails(database())).filter(({ to }) => to === email);
  expect(mail.map(({ subject }) => subject)).toEqual([expect.stringContaining("Kopie Ihrer Daten")]);
  expect(mail[0]?.text).toContain("/account/privacy/copy");
  expect(mail[0]?.text).not.toMatch(/token|Vera/);
  expect(await auditTrail(database(), { userId })).toEqual(["data.copy_ready"]);
});

test("is of one moment: what is written while it is made is not in it", async () => {
  const userId = await newUser(database());
  const add = async (productId: string) => await database().db.savedItem.create({ data: { userId, productId }, select: { id: true } });
  await add("first");
  const copyId = await askFor(userId);
  let asked = 0;
  const during = async () => void (await add(`later ${(asked += 1)}`));
  const watched: Database = { ...database(), transaction: database().transaction, pool: database().pool };
  const queries: Promise<void>[] = [];
  await makeCopy(watched, source, copyId, { now: () => (queries.push(during()), now) });
  await Promise.all(queries);
  expect(asked).toBeGreaterThan(2);
  const { files } = await openedCopy(database(), copyId);
  const saved = dataOf(files).saved_items?.SavedItem?.map(({ productId }) => productId) ?? [];
  // The first two say when it was begun, before the moment that it is of.
  expect(saved.length).toBeLessThan(asked);
  expect(files["your-data.html"]?.match(/later \d+/g) ?? []).toHaveLength(saved.filter((text) => String(text).startsWith("later")).length);
});

test("is made once by two who begin at the same time", async () => {
  const copyId = await askFor(await newUser(database()));
  expect((await Promise.all([make(copyId), make(copyId), make(copyId)])).toSorted()).toEqual(["ready", "taken", "taken"]);
  expect([await make(copyId), (await copyOf(copyId)).runs]).toEqual(["taken", 1]);
});

test("begins anew when its maker was killed in the middle, and takes nothing more from one that was not dead after all", async () => {
  const copyId = await askFor(await newUser(database()));
  const first = await beginRun(database(), copyId, now);
  if (!first) throw new Error("no run");
  for (const position of [0, 1, 2]) await keepPiece(database(), first, position, Buffer.from("half"), vaultKeys());
  expect(await make(copyId, later(59))).toBe("taken");
  await sweepCopies(database().db, later(59));
  expect((await copyOf(copyId)).status).toBe("making");
  await sweepCopies(database().db, later(61));
  const { rows } = await database().pool.query(`SELECT 1 FROM jobs.job WHERE name = 'copy' AND data->>'copyId' = $1`, [copyId]);
  expect([(await copyOf(copyId)).status, rows.length]).toEqual(["waiting", 1]);
  await expect(keepPiece(database(), first, 3, Buffer.from("late"), vaultKeys())).rejects.toBeInstanceOf(CopyTakenError);
  expect(await make(copyId, later(62))).toBe("ready");
  await expect(noteProgress(database(), first, { done: 1, total: 1 }, later(63))).rejects.toBeInstanceOf(CopyTakenError);
  const { files } = await openedCopy(database(), copyId);
  expect([Object.keys(files), await piecesOf(copyId)]).toEqual([["your-data.json", "your-data.html"], (await copyOf(copyId)).pieces]);
});

test("stops where it is, and leaves nothing, when its owner's account is closed against a stranger", async () => {
  const email = newAddress();
  const userId = await newUser(database(), { email, provedEmail: email, createdAt: later(-86_400) });
  await database().pool.query(`INSERT INTO "SavedItem" ("id", "userId", "productId") SELECT gen_random_uuid(), $1::uuid, md5(n::text) || md5((n + 1)::text) FROM generate_series(1, 9000) n`, [userId]);
  const copyId = await askFor(userId);
  let steps = 0;
  let closing: Promise<unknown> | undefined;
  const step = () => {
    steps += 1;
    if (steps === 12) closing = database().transaction(async (tx) => await closeForSafety(tx, { userId, since: now, by: "shopper", now }));
    return now;
  };
  expect(await makeCopy(database(), source, copyId, { now: step })).toBe("taken");
  await closing;
  expect([(await copyOf(copyId)).status, await piecesOf(copyId)]).toEqual(["voided", 0]);
  expect((await waitingMails(database())).filter(({ to, subject }) => to === email && subject.includes("copy"))).toEqual([]);
});

test("voids what could be fetched, and what waits, with its pieces", async () => {
  const userId = await newUser(database());
  const ready = await askFor(userId);
  await make(ready);
  const waiting = await askFor(userId);
  expect(await database().transaction(async (tx) => await voidCopies(tx, userId, later(5)))).toBe(2);
  expect([await copyOf(ready), await copyOf(waiting)]).toMatchObject([{ status: "voided", linkSealed: null, endedAt: later(5) }, { status: "voided" }]);
  expect([await piecesOf(ready), await make(waiting)]).toEqual([0, "taken"]);
});

test.each(["suspended", "locked", "deletion_pending"] as const)("is not made of somebody who is %s and could not fetch it", async (status) => {
  const copyId = await askFor(await newUser(database(), { status }));
  expect([await make(copyId), (await copyOf(copyId)).status]).toEqual(["taken", "voided"]);
});

const broken: HeldData = { name: "bag", tables: [{ table: "NoSuchTable", whose: `t."userId" = $1`, order: ["id"], columns: { id: "shown" }, afterDeletion: "erased" }] };

test("is given up after a few tries that failed, is told so at once, and leaves nothing", async () => {
  const copyId = await askFor(await newUser(database()));
  const from = { held: [...heldData, broken], spans: heldSpans };
  for (let tries = 1; tries < copyNumbers.mostRuns; tries += 1) {
    await expect(make(copyId, now, from)).rejects.toThrow(/^the copy was not made$/);
    expect((await copyOf(copyId)).status).toBe("waiting");
  }
  expect(await make(copyId, now, from)).toBe("failed");
  expect([(await copyOf(copyId)).status, await piecesOf(copyId)]).toEqual(["failed", 0]);
});

test("in an outage nothing is given up: it is made once the database is back", async () => {
  const copyId = await askFor(await newUser(database()));
  const pool = Object.assign(Object.create(database().pool) as Database["pool"], { connect: async () => Promise.reject(Object.assign(new Error("refused"), { code: "ECONNREFUSED" })) });
  await expect(makeCopy({ ...database(), pool }, source, copyId, { now: () => now })).rejects.toThrow("the copy was not made");
  expect((await copyOf(copyId)).status).toBe("making");
  await sweepCopies(database().db, later(61));
  expect(await make(copyId, later(62))).toBe("ready");
});

test("gives up one whose maker dies again and again", async () => {
  const copyId = await askFor(await newUser(database()));
  let at = 0;
  for (let runs = 0; runs < copyNumbers.mostRuns; runs += 1, at += 100) {
    expect(await beginRun(database(), copyId, later(at))).not.toBeNull();
    await sweepCopies(database().db, later(at + 61));
  }
  expect((await copyOf(copyId)).status).toBe("failed");
});

test("waits as long as the queue is, and is called failed only when nobody came in a week", async () => {
  const copyId = await askFor(await newUser(database()));
  await sweepCopies(database().db, later(6 * 86_400));
  expect((await copyOf(copyId)).status).toBe("waiting");
  await sweepCopies(database().db, later(7 * 86_400));
  expect((await copyOf(copyId)).status).toBe("failed");
});

test("goes a day after it was ready, and its row after a month", async () => {
  const copyId = await askFor(await newUser(database()));
  await make(copyId);
  await sweepCopies(database().db, later(86_399));
  expect([(await copyOf(copyId)).status, await piecesOf(copyId)]).toEqual(["ready", expect.any(Number)]);
  await sweepCopies(database().db, later(86_400));
  expect([(await copyOf(copyId)).status, await piecesOf(copyId)]).toEqual(["expired", 0]);
  await sweepCopies(database().db, later(30 * 86_400));
  expect(await database().db.dataCopy.count({ where: { id: copyId } })).toBe(0);
});

vi.setConfig({ testTimeout: 60_000 });
