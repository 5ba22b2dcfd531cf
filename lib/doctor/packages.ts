import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fail, type Problem } from "./finding.ts";
import { floors, isAtOrAbove } from "./floors.ts";

/** Every installed copy of every package, by name: a floor is worth nothing when an old copy lies deeper in the tree. */
export function installedCopies(root: string): Map<string, string[]> {
  const file = join(root, "node_modules", ".package-lock.json");
  const { packages } = JSON.parse(readFileSync(file, "utf8")) as { packages: Record<string, { version?: string }> };
  const copies = new Map<string, string[]>();
  for (const [path, { version }] of Object.entries(packages)) {
    const name = path.split("node_modules/").at(-1) ?? "";
    if (version) copies.set(name, [...(copies.get(name) ?? []), version]);
  }
  return copies;
}

/** What is wrong with the packages that have a floor (pure). */
export function packageProblems(copies: ReadonlyMap<string, readonly string[]>): Problem[] {
  return floors.flatMap((entry) => {
    const { package: name, floor, because, singleCopy } = entry;
    const versions = copies.get(name) ?? [];
    if (versions.length === 0) return [fail("package_missing", { name })];
    const low = versions.filter((version) => !isAtOrAbove(version, entry));
    if (low.length > 0) return [fail("package_too_old", { name, version: low.join(", "), floor, because })];
    return singleCopy && versions.length > 1 ? [fail("package_copies", { name, count: versions.length })] : [];
  });
}
