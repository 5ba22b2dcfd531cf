import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Every session is made by lib/sessions/issue.ts, with its method and the time of its proof. */

const root = new URL("../../", import.meta.url);
const sources = globSync("{app,components,lib,server,prisma,scripts,sandbox}/**/*.{ts,tsx,mjs,sql}", { cwd: root.pathname }).filter((file) => !/\.test\.tsx?$|\/generated\/|\/test-[\w-]+\.ts$/.test(file));
const door = "lib/sessions/issue.ts";

/** Anything that puts a row into the table of sessions, through Prisma or as SQL. */
const making = /\bsession\s*\.\s*(create|createMany|createManyAndReturn|upsert)\s*\(|INSERT\s+INTO\s+(public\.)?"Session"|\bsessions\s*:\s*\{\s*(create|connectOrCreate|upsert)/i;
const makesSession = (text: string) => making.test(text);

test("makes sessions in one place only", () => {
  const places = sources.filter((file) => makesSession(readFileSync(new URL(file, root), "utf8")));
  expect(places).toEqual([door]);
});

test.each(["tx.session.create({", "db.session.upsert ({", "await tx\n  .session\n  .createMany(", 'INSERT INTO "Session" VALUES', "data: { sessions: { create: {} } }"])("would find %j", (text) => {
  expect(makesSession(text)).toBe(true);
});

test("issues no session without a method and the time of its proof", () => {
  const text = readFileSync(new URL(door, root), "utf8");
  expect(text).toMatch(/INSERT INTO "Session" \("id", "tokenHash", "userId", "method", "authenticatedAt",[^)]*\)\s*SELECT \$1::uuid, \$2, "id", \$4, \$5::timestamptz/);
  expect(text).toMatch(/const values = \[id, sha256\(token\), userId, method, input\.provedAt \?\? now,/);
  expect(text.match(/\bvalues\b/g), "they go with the statement and nowhere else").toHaveLength(3);
  expect(text).toContain('{ name: "session-insert", text: insert, values }');
  expect(text).toContain("plainly(tx, first.name, insert, values)");
});
