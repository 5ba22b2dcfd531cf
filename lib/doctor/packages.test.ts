import { expect, test } from "vitest";
import { repository } from "#scripts/bootstrap/paths.mjs";
import { compareVersions, isAtOrAbove } from "./floors.ts";
import { installedCopies, packageProblems } from "./packages.ts";

test("orders versions by numbers, and a pre-release before its release", () => {
  const ordered = ["0.41.3", "5.0.0-alpha", "5.0.0-beta.2", "5.0.0-beta.32", "5.0.0", "10.0.5", "10.6.0"];
  for (const [i, version] of ordered.entries()) {
    expect(compareVersions(version, version)).toBe(0);
    for (const later of ordered.slice(i + 1)) {
      expect(compareVersions(version, later)).toBeLessThan(0);
      expect(compareVersions(later, version)).toBeGreaterThan(0);
    }
  }
});

test("an older line counts from its own first fixed version", () => {
  const react = { floor: "19.3.1", also: "19.2.9" };
  expect(["19.3.1", "19.4.0", "19.2.9", "19.2.12"].every((version) => isAtOrAbove(version, react))).toBe(true);
  expect(["19.3.0", "19.2.8", "19.1.20", "18.3.1"].some((version) => isAtOrAbove(version, react))).toBe(false);
});

test("one old copy among several is a fault, and so is a second copy of what must be single", () => {
  const copies = new Map([
    ["nodemailer", ["10.6.0", "8.0.5"]],
    ["@auth/core", ["0.41.3", "0.41.3"]],
    ["next", ["16.4.6"]],
  ]);
  const codes = new Map(packageProblems(copies).map(({ code, values }) => [values.name, code]));
  expect(["nodemailer", "@auth/core", "next", "react"].map((name) => codes.get(name))).toEqual(["package_too_old", "package_copies", undefined, "package_missing"]);
});

test("every installed package of this checkout is at or above its floor", () => {
  expect(packageProblems(installedCopies(repository))).toEqual([]);
});
