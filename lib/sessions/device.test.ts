import { expect, test } from "vitest";
import { labelSets } from "../telemetry/label-sets.ts";
import { clientLabels, deviceFrom, isRobot } from "./device.ts";

test.each([
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36", "Chrome", "Windows"],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0", "Edge", "Windows"],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15", "Safari", "Mac"],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1", "Safari", "iPhone"],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0.0.0 Mobile/15E148 Safari/604.1", "Chrome", "iPhone"],
  ["Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36", "Samsung Internet", "Android"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox", "Linux"],
  ["Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36", "Chrome", "Chromebook"],
  ["curl/8.5.0", null, null],
  ["", null, null],
  [null, null, null],
  [`${"x".repeat(600)} Firefox/1.0 Windows`, null, null],
  ["<script>Firefox/1</script>", "Firefox", null],
])("reads %s", (userAgent, browser, system) => {
  expect(deviceFrom(userAgent)).toEqual({ browser, system });
});

test.each([
  ["Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36", "phone"],
  ["Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36", "tablet"],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) Safari/604.1", "phone"],
  ["Mozilla/5.0 (iPad; CPU OS 26_1 like Mac OS X) Safari/604.1", "tablet"],
  ["Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/142.0.0.0", "computer"],
  ["curl/8.5.0", "other"],
  [null, "other"],
])("counts %s as a %s", (userAgent, device) => {
  expect(clientLabels(userAgent).device).toBe(device);
});

test("every family of browsers that is read has its word among the labels", () => {
  for (const name of ["Edg/1", "OPR/1", "SamsungBrowser/1", "Vivaldi/1", "Firefox/1", "Chrome/1", "Safari/1"]) expect(labelSets.browser).toContain(clientLabels(name).browser);
});

test.each([
  ["Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", true],
  ["kube-probe/1.34", true],
  ["UptimeRobot/2.0", true],
  ["curl/8.5.0", true],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", false],
  [null, false],
] as const)("takes %s for a program: %s", (userAgent, robot) => {
  expect(isRobot(userAgent)).toBe(robot);
});
