import { hash as bcryptHash } from "@node-rs/bcrypt";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signInByPassword } from "#lib/auth/password-sign-in.ts";
import { TestBrowser } from "#lib/auth/test-browser.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { database } from "#lib/db/client.ts";
import { repository } from "../bootstrap/paths.mjs";
import { testInstallation } from "../test/installation.ts";

/** The command as an operator runs it: what it says, how it ends, and that who was imported signs in. */

testInstallation();

const password = "an old shop's password";
let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "users-import-"));
  file = join(folder, "users.jsonl");
  await writeFile(file, `${JSON.stringify({ email: "Vera@Shop.example", name: "Vera Summer", passwordHash: await bcryptHash(password, 4) })}\n`);
});
afterAll(async () => await rm(folder, { recursive: true, force: true }));

async function run(...args: string[]): Promise<{ exitCode: number; text: string }> {
  const { PATH = "", HOME = "", DATABASE_URL = "" } = process.env;
  // Both, or a checkout's own .env would say where the owner's database is.
  const env = { PATH, HOME, DATABASE_URL, DATABASE_MIGRATE_URL: DATABASE_URL, NODE_ENV: "test" as const };
  const child = spawn(process.execPath, ["scripts/users-import/main.ts", ...args], { cwd: repository, env });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const [exitCode] = (await once(child, "close")) as [number];
  return { exitCode, text };
}

const usage = "npm run users:import -- users.jsonl --addresses-are-proved";
const users = async () => await database().db.user.count();

test.each([
  ["without the word that the addresses are proved", () => [file], "An imported address signs its owner in"],
  ["without a file", () => ["--addresses-are-proved"], "Which file?"],
  ["with two files", () => [file, file, "--addresses-are-proved"], "Which file?"],
  ["with another option in the place of the file", () => ["--force", "--addresses-are-proved"], "Which file?"],
  ["with a file that is not there", () => [join(folder, "none.jsonl"), "--addresses-are-proved"], "There is no file"],
])("%s it ends with 1, says how it is used, and imports nobody", async (_name, args, words) => {
  const { exitCode, text } = await run(...args());
  expect(exitCode, text).toBe(1);
  expect(text).toContain(words);
  expect(text).toContain(usage);
  expect(await users()).toBe(0);
});

test("a line that is imported signs its owner in with the old password, and with no other; a faulty line ends the command with 1 and its number", async () => {
  const { exitCode, text } = await run(file, "--addresses-are-proved");
  expect([exitCode, text.trim()]).toEqual([0, "1  imported"]);
  const signIn = async (typed: string) => await signInByPassword(visitorOf(new TestBrowser().request("/signin")), { email: "vera@shop.example", password: typed, returnTo: "/bag" }, () => async () => undefined);
  expect(await signIn(`${password}.`)).toMatchObject({ kind: "decided", result: { kind: "refused", outcome: "password_wrong" } });
  const user = await database().db.user.findUniqueOrThrow({ where: { provedEmail: "vera@shop.example" } });
  expect(await signIn(password)).toMatchObject({ kind: "decided", result: { kind: "signed_in", session: { userId: user.id, method: "password" } } });
  expect(await database().db.passwordCredential.findUniqueOrThrow({ where: { userId: user.id } })).toMatchObject({ hash: expect.stringMatching(/^\$argon2id\$/) as string });
  await writeFile(file, "{\n", { flag: "a" });
  const again = await run(file, "--addresses-are-proved");
  expect(again.exitCode).toBe(1);
  expect(again.text).toMatch(/left alone[\s\S]*not JSON \(line 2\)[\s\S]*1 lines could not be imported/);
  expect(again.text).not.toMatch(/@|\$2/);
});
