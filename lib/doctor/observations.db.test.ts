import { expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { database } from "../db/client.ts";
import { env } from "../env.ts";
import { agingSecrets, jobsSign, observeInstallation, signOfSecret, signsOf } from "./observations.ts";

testInstallation();

const rows = async () => await database().db.observation.findMany({ orderBy: { what: "asc" } });

test("notes that jobs are done and which secrets are in use, and a second time only when", async () => {
  await observeInstallation(database().db);
  const first = await rows();
  expect(first.map(({ what }) => what.split(":")[0])).toEqual(expect.arrayContaining([jobsSign, ...agingSecrets]));
  await observeInstallation(database().db);
  const second = await rows();
  expect(second.map(({ what, firstAt }) => ({ what, firstAt }))).toEqual(first.map(({ what, firstAt }) => ({ what, firstAt })));
  for (const [index, { lastAt }] of second.entries()) expect(lastAt.getTime()).toBeGreaterThanOrEqual(first[index]?.lastAt.getTime() ?? Infinity);
});

test("keeps nothing of a secret: the sign of one is another for every name, and says nothing of its letters", async () => {
  await observeInstallation(database().db);
  const text = JSON.stringify(await rows());
  const { AUTH_SECRET, VAULT_KEYS, AUTH_AMAZON_SECRET } = env();
  for (const secret of [...AUTH_SECRET, ...VAULT_KEYS.map((entry) => entry.split(":")[1] ?? ""), ...AUTH_AMAZON_SECRET]) expect(text).not.toContain(secret);
  expect(signOfSecret("AUTH_SECRET", "x")).not.toBe(signOfSecret("AUTH_SECRET", "y"));
  expect(new Set(agingSecrets.map((name) => signOfSecret(name, "x").split(":")[1])).size).toBe(3);
});

test("forgets what nobody has had for more than a year, and never what is in use", async () => {
  const [own = ""] = signsOf(env()).AUTH_SECRET;
  await observeInstallation(database().db);
  await database().db.observation.updateMany({ where: { what: own }, data: { lastAt: new Date("2020-01-01") } });
  await database().db.observation.create({ data: { what: "AUTH_SECRET:gone", firstAt: new Date("2020-01-01"), lastAt: new Date("2020-01-01") }, select: { what: true } });
  await observeInstallation(database().db);
  const whats = (await rows()).map(({ what }) => what);
  expect([whats.includes(own), whats.includes("AUTH_SECRET:gone")]).toEqual([true, false]);
});
