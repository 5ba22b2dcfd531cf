import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Every call to Amazon goes through lib/amazon-health, or the breaker would not know of it. */

const root = new URL("../../", import.meta.url);
const sources = globSync("{app,components,lib,server}/**/*.{ts,tsx}", { cwd: root.pathname }).filter((file) => !/\.test\.tsx?$|\/generated\//.test(file));
const read = (file: string) => readFileSync(new URL(file, root), "utf8");
const makersOf = (pattern: RegExp) => sources.filter((file) => pattern.test(read(file))).sort();

test("makes what calls providers in four places: the breaker's, the table of providers for all but Amazon, the look for OpenID documents, and where it is defined", () => {
  expect(makersOf(/createProviderFetch/)).toEqual(["lib/amazon-health/fetch.ts", "lib/auth/providers.ts", "lib/oauth/fetch.ts", "lib/oidc/discovery.ts"]);
});

test("calls nobody but through what it was given", () => {
  // Not a method of something, not a call to this site, and not the parameter or variable of that name.
  const calling = sources.filter((file) => /(?<![\w.])fetch\(/.test(read(file)) && !/\bfetch: ProviderFetch|const fetch = createProviderFetch/.test(read(file)));
  expect(calling.filter((file) => /^lib\/(amazon|amazon-health|oauth|oidc|auth|token-vault|accounts|jobs)\//.test(file)).sort()).toEqual(["lib/auth/test-linking.ts"]);
});

test("gives Amazon the breaker's", () => {
  const table = read("lib/auth/providers.ts");
  expect(table).toMatch(/^ {2}amazon: \{[^\n]*createFetch: amazonFetch/m);
  expect(table.match(/createFetch: amazonFetch/g)).toHaveLength(1);
});
