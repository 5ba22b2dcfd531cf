import { expect, test } from "vitest";
import { safeReturnTo } from "../http/return-to.ts";
import { actPath, closeSince } from "./deed-wish.ts";

const now = new Date("2026-11-26T10:00:00.000Z");

test("reads a span before now, or a moment that has been", () => {
  expect(closeSince("hour", now)).toEqual(new Date("2026-11-26T09:00:00.000Z"));
  expect(closeSince("2026-11-20T08:00:00.000Z", now)).toEqual(new Date("2026-11-20T08:00:00.000Z"));
});

test.each([undefined, "", "year", "constructor", "2026-11-26T10:00:00.001Z", "2026-02-31T00:00:00.000Z", "2026-11-20", "\u0000"])("reads %j as no time: then no way in goes", (text) => expect(closeSince(text, now)).toBeUndefined());

test("leads back from a fresh proof to the very deed, with the moment that was chosen", () => {
  const path = actPath({ deed: "close", user: "8d4d0f6c-6f6e-4a0e-9d5e-0d2f4f1c2b3a", since: new Date("2026-11-20T08:00:00.000Z") });
  expect(path).toBe("/ops/act?deed=close&user=8d4d0f6c-6f6e-4a0e-9d5e-0d2f4f1c2b3a&since=2026-11-20T08%3A00%3A00.000Z");
  expect(safeReturnTo(path)).toBe(path);
});
