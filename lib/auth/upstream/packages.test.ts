import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "#scripts/bootstrap/paths.mjs";
import { mended, relied } from "./test-stock.ts";

/** What the packages declare, as they are installed. */

type Manifest = { version: string; peerDependencies?: Record<string, string>; dependencies?: Record<string, string> };
const json = <T>(...path: string[]) => JSON.parse(readFileSync(join(repository, ...path), "utf8")) as T;
const manifestOf = (name: string) => json<Manifest>("node_modules", name, "package.json");

test.each(["next-auth", "@auth/core"])("%s asks for a nodemailer that has open advisories, and not for the one we have", (name) => {
  const major = manifestOf("nodemailer").version.split(".")[0] ?? "";
  expect(manifestOf(name).peerDependencies?.nodemailer, mended("package.json")).toBe("^7.0.7 || ^8.0.5");
  expect(Number(major), relied("package.json")).toBeGreaterThanOrEqual(10);
});

test.each(["next-auth", "@auth/core"])("%s asks for passkey libraries that are years old", (name) => {
  const { peerDependencies = {} } = manifestOf(name);
  expect([peerDependencies["@simplewebauthn/browser"], peerDependencies["@simplewebauthn/server"]], mended("package.json")).toEqual(["^9.0.1", "^9.0.2"]);
});

test("there is one copy of @auth/core, at the version that next-auth and the adapter name", () => {
  const { packages } = json<{ packages: Record<string, { version?: string }> }>("package-lock.json");
  const copies = Object.entries(packages).filter(([path]) => path.endsWith("node_modules/@auth/core"));
  const { version } = manifestOf("@auth/core");
  expect(copies.map(([path, entry]) => [path, entry.version]), relied("package.json")).toEqual([["node_modules/@auth/core", version]]);
  for (const name of ["next-auth", "@auth/prisma-adapter"]) expect(manifestOf(name).dependencies?.["@auth/core"], relied("package.json")).toBe(version);
});

test("Auth.js has no provider for Amazon", () => {
  const providers = readdirSync(join(repository, "node_modules", "@auth", "core", "providers")).filter((name) => name.endsWith(".js"));
  expect(providers.length).toBeGreaterThan(80);
  expect(providers.filter((name) => /amazon/i.test(name)), mended("lib/auth/amazon-provider.ts")).toEqual([]);
});
