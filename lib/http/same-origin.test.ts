import { expect, test } from "vitest";
import { isSameOrigin } from "./same-origin.ts";

const ours = "https://shop.example";

function request(headers: Record<string, string>): Request {
  return new Request(`${ours}/bag`, { method: "POST", headers });
}

test.each([
  ["same-origin", undefined, true],
  ["same-origin", ours, true],
  ["same-origin", "null", true],
  ["same-origin", "https://evil.example", false],
  ["same-site", ours, false],
  ["same-site", "https://a.shop.example", false],
  ["cross-site", ours, false],
  ["cross-site", "null", false],
  ["cross-site", undefined, false],
  ["none", undefined, false],
  ["none", ours, false],
  ["", ours, false],
  ["same-origin, same-origin", ours, false],
  [undefined, ours, true],
  [undefined, "null", false],
  [undefined, "http://shop.example", false],
  [undefined, "https://shop.example:444", false],
  [undefined, "https://shop.example.evil.example", false],
  [undefined, "https://SHOP.example", false],
  [undefined, undefined, false],
])("answers for Sec-Fetch-Site %s with Origin %s: %s", (site, origin, expected) => {
  const headers = { ...(site === undefined ? {} : { "sec-fetch-site": site }), ...(origin === undefined ? {} : { origin }) };
  expect(isSameOrigin(request(headers), ours)).toBe(expected);
});
