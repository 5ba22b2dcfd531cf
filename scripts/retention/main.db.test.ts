import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { database } from "#lib/db/client.ts";
import { repository } from "../bootstrap/paths.mjs";
import { testEnvironment, testInstallation } from "../test/installation.ts";

/** The command as an operator runs it. */

testInstallation();

async function run(...args: string[]): Promise<{ exitCode: number; out: string; err: string }> {
  const { PATH = "", HOME = "", DATABASE_URL = "" } = process.env;
  // Both, or a checkout's own .env would say where the owner's database is.
  const env = { PATH, HOME, ...testEnvironment(DATABASE_URL), DATABASE_MIGRATE_URL: DATABASE_URL, NODE_ENV: "test" as const };
  const child = spawn(process.execPath, ["scripts/retention/main.ts", ...args], { cwd: repository, env, stdio: ["ignore", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const [exitCode] = (await once(child, "close")) as [number];
  return { exitCode, out, err };
}

test("says what is due and removes nothing; with --apply it goes; with --json it is one object; and it ends with 0", async () => {
  await database().pool.query(`INSERT INTO "Guest" ("id", "tokenHash", "createdAt") SELECT gen_random_uuid(), gen_random_uuid()::text, now() - interval '91 days' FROM generate_series(1, 3)`);
  const guests = () => database().db.guest.count();
  const dry = await run();
  expect([dry.exitCode, await guests()]).toEqual([0, 3]);
  expect(dry.out).toMatch(/ guests +3, the oldest from 20\d\d-/);
  expect(dry.out).toContain("Nothing was removed.");
  const json = await run("--json");
  expect(JSON.parse(json.out)).toMatchObject({ applied: false, kinds: expect.arrayContaining([expect.objectContaining({ kind: "guests", count: 3 })]) as unknown });
  const applied = await run("--apply", "--json");
  expect([applied.exitCode, await guests()]).toEqual([0, 0]);
  expect(JSON.parse(applied.out)).toMatchObject({ applied: true, kinds: expect.arrayContaining([{ kind: "guests", removed: 3 }]) as unknown });
  expect((await run("--aply")).exitCode).toBe(1);
});
