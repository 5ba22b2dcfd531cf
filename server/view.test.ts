import { expect, test } from "vitest";
import { isView } from "./view.ts";

test("a GET that somebody asked for is looked at", () => {
  expect(isView({ method: "GET", headers: { "sec-fetch-mode": "navigate" } })).toBe(true);
});

test.each([
  ["HEAD", {}],
  ["POST", {}],
  ["GET", { "sec-purpose": "prefetch" }],
  ["GET", { "sec-purpose": "prefetch;prerender" }],
  ["GET", { purpose: "prefetch" }],
  ["GET", { "x-moz": "prefetch" }],
  ["GET", { "next-router-prefetch": "1" }],
] as const)("nobody looks at the answer to %s with %j", (method, headers) => {
  expect(isView({ method, headers })).toBe(false);
});
