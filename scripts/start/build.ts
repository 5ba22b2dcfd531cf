import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { repository } from "../bootstrap/paths.mjs";
import { readSbom } from "../build/sbom.ts";
import { narrowEnvironment } from "../process/environment.ts";
import { runProgram } from "../process/run-program.ts";

/** Everything that a build is made from. Tests and what Prisma generates from the schema are left out. */
const folders = ["app", "components", "lib"];
const files = ["middleware.ts", "instrumentation.ts", "next.config.ts", "postcss.config.mjs", "tsconfig.json", "package.json", "package-lock.json", join("prisma", "schema.prisma")];
const leftOut = /\.(test|spec)\.tsx?$|[\\/]generated[\\/]/;

function sources(root: string): string[] {
  const found = folders.flatMap((folder) =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name))
      : [],
  );
  return [...found, ...files.map((file) => join(root, file)).filter(existsSync)].filter((file) => !leftOut.test(file)).sort();
}

/** One hash over names and contents of everything that a build is made from. */
export function sourceHash(root: string = repository): string {
  const hash = createHash("sha256").update(process.version);
  for (const file of sources(root)) hash.update(`\0${relative(root, file)}\0`).update(readFileSync(file));
  return hash.digest("hex");
}

/** The bill of materials of a build, beside it; what is served comes from another folder. */
export const sbomFile = "sbom.cdx.json";

const stampOf = (distDir: string, root: string) => join(root, distDir, "siwa-source-hash");

/** True when `distDir` holds a finished build of the present source. */
export function isBuilt(distDir: string, root: string = repository): boolean {
  const stamp = stampOf(distDir, root);
  return existsSync(stamp) && readFileSync(stamp, "utf8") === sourceHash(root);
}

/**
 * Builds for production into `distDir` (a name inside the repository), and lists there what it was built from. Needs
 * no secret and no database.
 * @throws RemedyError with the end of the build's output.
 */
export async function build(distDir: string, signal?: AbortSignal): Promise<void> {
  const hash = sourceHash();
  const stamp = stampOf(distDir, repository);
  rmSync(stamp, { force: true });
  await runProgram({
    args: [join(repository, "node_modules", "next", "dist", "bin", "next"), "build"],
    env: narrowEnvironment({ NODE_ENV: "production", NEXT_DIST_DIR: distDir, NEXT_TELEMETRY_DISABLED: "1" }),
    failure: "The site could not be built.",
    remedy: "Mend what the output above names, and run the same command again.",
    ...(signal && { signal }),
  });
  mkdirSync(join(repository, distDir), { recursive: true });
  writeFileSync(join(repository, distDir, sbomFile), `${JSON.stringify(readSbom(repository), null, 2)}\n`);
  writeFileSync(stamp, hash);
}
