import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { repository } from "#scripts/bootstrap/paths.mjs";

const app = `${repository}/app`;

test("each form that is counted by client names the page that it is at, so that no two share a bucket", () => {
  const named = globSync("**/submit/route.ts", { cwd: app }).flatMap((path) => {
    const text = readFileSync(`${app}/${path}`, "utf8");
    return [...text.matchAll(/= (?:signInForm\(|limitedForm\("\w+", )"([^"]*)"/g)].map(([, page]) => [page, `/${path.slice(0, -"/submit/route.ts".length)}`]);
  });
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(([page, place]) => page !== place)).toEqual([]);
  expect(new Set(named.map(([page]) => page)).size).toBe(named.length);
});
