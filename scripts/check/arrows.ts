import { allImports, libPart, type Import } from "./imports.ts";

/**
 * The order inside lib, top first. A folder may import from lower levels and from itself, never from its own level's
 * neighbours or from above (docs/architecture.md).
 */
export const levels: readonly (readonly string[])[] = [
  ["alerts"],
  ["doctor", "support", "ops", "metrics"],
  ["privacy"],
  ["auth"],
  ["methods"],
  ["accounts"],
  ["sessions", "attempts"],
  ["token-vault"],
  ["amazon-health"],
  ["amazon", "oidc"],
  ["oauth"],
  ["shop"],
  ["audit", "mail", "rate-limit", "events"],
  ["personal-data"],
  ["jobs"],
  ["db"],
  ["http"],
  ["i18n"],
  ["telemetry"],
  ["crypto", "brand"],
  ["errors"],
  ["outcomes", "env", "env-amazon", "env-providers"],
  ["text"],
];

/** Files of the lowest level that belong together: the others are split off the first for its size only. */
const together = [["env", "env-amazon", "env-providers"]];

const areas = ["app", "components", "lib", "server", "prisma", "sandbox", "e2e", "scripts", "bench"] as const;
type Area = (typeof areas)[number];

/** Which areas an area may import from. What is missing here (scripts, e2e, bench) may import anything. */
const allowedAreas: Partial<Record<Area, readonly Area[]>> = {
  app: ["app", "components", "lib"],
  components: ["components", "lib"],
  lib: ["lib"],
  server: ["server", "lib"],
  prisma: ["prisma", "lib"],
  sandbox: ["sandbox"],
};

/** What components may take from lib at run time; of everything else they may know the types. */
const componentsMayUse = ["i18n", "outcomes", "errors"];

/** Folders that speak a protocol and nothing else. */
const protocols = ["amazon", "oidc", "oauth"];

const levelOf = (part: string) => levels.findIndex((level) => level.includes(part));

/** The area of a file; what lies at the root (middleware.ts) is an edge like those in app. */
function areaOf(path: string): Area | undefined {
  const [first = ""] = path.split("/");
  if (!path.includes("/")) return /\.tsx?$/.test(path) ? "app" : undefined;
  return areas.find((area) => area === first);
}

function insideLib(from: string, to: string): string | undefined {
  const [here, there] = [libPart(from), libPart(to)];
  if (here === there || here === "composition") return undefined;
  if (there === "composition") return "only app, server and scripts may import lib/composition.ts";
  if (there === "shop") return "nobody in lib may import the shop: it is the part that is replaced";
  const unknown = [here, there].find((part) => levelOf(part) === -1);
  if (unknown) return `lib/${unknown} has no place in the order: give it one in scripts/check/arrows.ts`;
  if (protocols.includes(here) && there === "db") return `${here} knows no database`;
  if (here === "shop" && levelOf(there) < levelOf("db") && there !== "personal-data") return "the shop may import personal-data, db and what is below db";
  if (together.some((parts) => parts.includes(here) && parts.includes(there))) return undefined;
  if (levelOf(there) > levelOf(here)) return undefined;
  return levelOf(there) === levelOf(here) ? "neighbours of one level may not import each other" : "arrows point down only";
}

/** Why an import is not allowed, or undefined when it is (pure). */
export function violationOf({ from, to, typeOnly }: Import): string | undefined {
  const [here, there] = [areaOf(from), areaOf(to)];
  if (protocols.includes(libPart(from)) && from.startsWith("lib/") && /^(next|next-auth|pg|@prisma)(\/|$)/.test(to)) return `${libPart(from)} is a protocol: it knows no Next and no database`;
  if (here === undefined || there === undefined) return undefined;
  if (!(allowedAreas[here] ?? areas).includes(there)) return `${here} may not import from ${there}`;
  if (here === "components" && there === "lib" && !typeOnly && !componentsMayUse.includes(libPart(to))) {
    return `components may take only types from lib, and ${componentsMayUse.join(", ")}`;
  }
  return here === "lib" ? insideLib(from, to) : undefined;
}

const isTest = (path: string) => /\.(test|spec)\.tsx?$/.test(path);

/** Checks every import below `root`; one line per violation, none when the arrows hold. Tests may import anything. */
export function checkArrows(root: string): string[] {
  return allImports(root).flatMap((one) => {
    const reason = isTest(one.from) ? undefined : violationOf(one);
    return reason === undefined ? [] : [`${one.from} imports ${one.to}: ${reason}`];
  });
}
