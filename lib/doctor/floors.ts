/** The oldest version of a package that is safe to run. `also` is the first fixed version of an older line. */
export type Floor = { package: string; floor: string; also?: string; because: string; singleCopy?: boolean };

/** As of 2026-11-22. A floor is raised when an advisory is published; every installed copy has to be at or above it. */
export const floors: readonly Floor[] = [
  { package: "next", floor: "16.4.6", because: "CVE-2026-126187, CVE-2026-119347, CVE-2026-94482" },
  { package: "react", floor: "19.3.1", also: "19.2.9", because: "CVE-2026-126187, CVE-2025-55182" },
  { package: "react-dom", floor: "19.3.1", also: "19.2.9", because: "CVE-2026-126187, CVE-2025-55182" },
  { package: "next-auth", floor: "5.0.0-beta.32", because: "CVE-2026-73421, CVE-2026-73420, CVE-2026-73419, CVE-2026-73418" },
  { package: "@auth/core", floor: "0.41.3", because: "the same as next-auth", singleCopy: true },
  { package: "@auth/prisma-adapter", floor: "2.11.3", because: "it goes with @auth/core 0.41.3" },
  { package: "nodemailer", floor: "10.0.5", because: "CVE-2026-82853, CVE-2026-82854, CVE-2026-90776" },
  { package: "sharp", floor: "0.35.5", because: "GHSA-wq5f-xc86-pv6w" },
  { package: "prisma", floor: "7.10.0", because: "tool, client and adapter go together" },
  { package: "@prisma/client", floor: "7.10.0", because: "tool, client and adapter go together" },
  { package: "@prisma/adapter-pg", floor: "7.10.0", because: "tool, client and adapter go together" },
];

type Version = { numbers: number[]; preRelease: string[] };

function parse(version: string): Version {
  const [core = "", preRelease] = (version.split("+")[0] ?? "").split(/-(.*)/s);
  return { numbers: core.split(".").map(Number), preRelease: preRelease ? preRelease.split(".") : [] };
}

function comparePart(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  const [x, y] = [Number(a), Number(b)];
  const numeric = [Number.isInteger(x), Number.isInteger(y)];
  if (numeric[0] && numeric[1]) return Math.sign(x - y);
  if (numeric[0] !== numeric[1]) return numeric[0] ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Negative, zero or positive, as `a` is older than, the same as or newer than `b`. A pre-release is older than its
 * release.
 * @see https://semver.org/#spec-item-11
 */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [parse(a), parse(b)];
  for (let i = 0; i < 3; i += 1) {
    const difference = (x.numbers[i] ?? 0) - (y.numbers[i] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  if (x.preRelease.length === 0 || y.preRelease.length === 0) return Math.sign(y.preRelease.length - x.preRelease.length);
  for (let i = 0; i < Math.max(x.preRelease.length, y.preRelease.length); i += 1) {
    const difference = comparePart(x.preRelease[i], y.preRelease[i]);
    if (difference !== 0) return difference;
  }
  return 0;
}

const lineOf = (version: string) => version.split(".").slice(0, 2).join(".");

/** Whether a version is at or above its floor, or above the first fixed version of its own older line. */
export function isAtOrAbove(version: string, { floor, also }: Pick<Floor, "floor" | "also">): boolean {
  if (compareVersions(version, floor) >= 0) return true;
  return also !== undefined && lineOf(version) === lineOf(also) && compareVersions(version, also) >= 0;
}
