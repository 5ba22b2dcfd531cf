import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../bootstrap/paths.mjs";
import { readSbom, sbomOf } from "./sbom.ts";

/** The bill of materials that `npm run build` leaves in the build: WP-10. @see OWASP ASVS 5.0 section 15.1.2 */

type Locked = Record<string, { version: string; optional?: boolean; devOptional?: boolean }>;
const { packages: locked } = JSON.parse(readFileSync(join(repository, "package-lock.json"), "utf8")) as { packages: Locked };
/** The Node that the bootstrap adds on a machine whose own is too old. */
const addedNode = /^node_modules\/node-(linux|darwin|win)-/;

test("it lists every copy of every package that the lock file names, in its version, and nothing else", () => {
  const listed = new Map(readSbom(repository).components.filter(({ type }) => type === "library").map((component) => [component["bom-ref"], component.version]));
  const missing = Object.entries(locked).filter(([path, { version, optional, devOptional }]) => path !== "" && listed.get(path) !== version && !optional && !devOptional);
  expect(missing).toEqual([]);
  expect([...listed.keys()].filter((path) => locked[path] === undefined && !addedNode.test(path))).toEqual([]);
  expect(listed.size).toBeGreaterThan(100);
});

test("it names the Node that runs it, and leaves development tools marked as such", () => {
  const { components, metadata } = readSbom(repository);
  const of = (name: string) => components.find((component) => component.name === name);
  expect(metadata.component).toMatchObject({ type: "application", name: "sign-in-with-amazon" });
  expect(of("node")).toMatchObject({ type: "platform", version: process.versions.node });
  expect([of("next")?.scope, of("@auth/core")?.scope, of("oxlint")?.scope]).toEqual(["required", "required", "excluded"]);
  expect(of("@auth/core")?.purl).toMatch(/^pkg:npm\/%40auth\/core@\d/);
  expect(of("next")?.hashes).toEqual([{ alg: "SHA-512", content: expect.stringMatching(/^[\da-f]{128}$/) }]);
});

test("every dependency that is named is one of the parts, and each part is named once", () => {
  const { components, metadata, dependencies } = readSbom(repository);
  const parts = [metadata.component, ...components].map((component) => component["bom-ref"]);
  expect(new Set(parts).size).toBe(parts.length);
  expect(dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]).filter((ref) => !parts.includes(ref))).toEqual([]);
  expect(dependencies.find(({ ref }) => ref === "node_modules/next-auth")?.dependsOn).toContain("node_modules/@auth/core");
});

test("it says nothing of registries, of this machine or of the time, and comes out the same again", () => {
  const text = JSON.stringify(readSbom(repository));
  expect(text).not.toMatch(/https?:|resolved|registry/);
  expect(text).not.toContain(repository.replace(/\/$/, ""));
  expect(JSON.stringify(readSbom(repository))).toBe(text);
  expect((JSON.parse(text) as { serialNumber: string }).serialNumber).toMatch(/^urn:uuid:[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
});

test("a package gets the nearest copy of what it needs", () => {
  const tree = {
    "node_modules/a": { version: "1.0.0", dependencies: { "@x/b": "^1" }, license: "(MIT OR Apache-2.0)" },
    "node_modules/a/node_modules/@x/b": { version: "1.0.0", dependencies: { c: "^1" }, license: "MIT and more" },
    "node_modules/@x/b": { version: "2.0.0+build", license: "MIT", integrity: "sha512-AAAA sha1-BBBB" },
    "node_modules/c": { version: "1.0.0", dev: true, peerDependencies: { absent: "*" } },
  };
  const { components, dependencies } = sbomOf({ name: "shop", version: "1.0.0", dependencies: { a: "1" }, devDependencies: { "@x/b": "2" } }, tree, "24.0.0");
  expect(dependencies).toEqual([
    { ref: "shop", dependsOn: ["node", "node_modules/@x/b", "node_modules/a"] },
    { ref: "node_modules/@x/b", dependsOn: [] },
    { ref: "node_modules/a", dependsOn: ["node_modules/a/node_modules/@x/b"] },
    { ref: "node_modules/a/node_modules/@x/b", dependsOn: ["node_modules/c"] },
    { ref: "node_modules/c", dependsOn: [] },
  ]);
  expect(components.slice(1).map(({ licenses, scope, hashes, purl }) => [licenses?.[0], scope, hashes?.length, purl])).toEqual([
    [{ license: { id: "MIT" } }, "required", 2, "pkg:npm/%40x/b@2.0.0%2Bbuild"],
    [{ expression: "(MIT OR Apache-2.0)" }, "required", undefined, "pkg:npm/a@1.0.0"],
    [{ license: { name: "MIT and more" } }, "required", undefined, "pkg:npm/%40x/b@1.0.0"],
    [undefined, "excluded", undefined, "pkg:npm/c@1.0.0"],
  ]);
});

test("without an installed tree it says how to get one", () => {
  expect(() => readSbom(join(repository, "docs"))).toThrow("What is installed could not be listed.");
});
