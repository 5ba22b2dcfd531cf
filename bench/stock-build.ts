import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, parse } from "node:path";
import { modules, repository } from "#scripts/bootstrap/paths.mjs";
import { narrowEnvironment } from "#scripts/process/environment.ts";
import { runProgram } from "#scripts/process/run-program.ts";

const source = join(repository, "bench", "stock");
/** Says where the last build lies, and what it was made from. */
const noteFile = join(repository, ".data-bench", "stock.json");

type Note = { folder: string; hash: string };

/** The database schema of the stock app, for Prisma's engine. */
export const stockSchema = () => ({ path: "schema.prisma", content: readFileSync(join(source, "schema.prisma"), "utf8") });

/** What a build is made from: the app's source, the packages, and Node. */
function sourceHash(): string {
  const hash = createHash("sha256").update(process.version).update(readFileSync(join(repository, "package-lock.json")));
  const files = readdirSync(source, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const file of files.map((entry) => join(entry.parentPath, entry.name)).sort()) hash.update(`\0${file}\0`).update(readFileSync(file));
  return hash.digest("hex");
}

function lastBuild(): Note | undefined {
  try {
    return JSON.parse(readFileSync(noteFile, "utf8")) as Note;
  } catch {
    return undefined;
  }
}

/** What the stock app's own configuration asks for: how far up its packages may lie. */
export const stockEnvironment = () => ({ STOCK_ROOT: parse(repository).root, NEXT_TELEMETRY_DISABLED: "1" });

async function build(folder: string): Promise<void> {
  cpSync(source, folder, { recursive: true });
  symlinkSync(modules, join(folder, "node_modules"), "junction");
  const program = async (script: string[], args: string[], env: Record<string, string>) =>
    await runProgram({ args: [join(modules, ...script), ...args], cwd: folder, env: narrowEnvironment(env), failure: "The stock app could not be built.", remedy: "Mend what the output above names in bench/stock, and run the same command again." });
  // Generating asks for an engine that it never starts; any program that exists will do.
  await program(["prisma", "build", "index.js"], ["generate", "--schema", "schema.prisma"], { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: "1" });
  await program(["next", "dist", "bin", "next"], ["build"], { ...stockEnvironment(), NODE_ENV: "production" });
}

/**
 * Builds the stock app (bench/stock) from the repository's own packages, unless that has been done. It lies outside of
 * the repository, because Next takes a middleware and an instrumentation from any folder above.
 * @returns the folder
 */
export async function builtStock(): Promise<string> {
  const hash = sourceHash();
  const last = lastBuild();
  if (last?.hash === hash && existsSync(join(last.folder, ".next", "BUILD_ID"))) return last.folder;
  if (last) rmSync(last.folder, { recursive: true, force: true });
  const folder = mkdtempSync(join(tmpdir(), "stock-authjs-"));
  await build(folder);
  mkdirSync(join(repository, ".data-bench"), { recursive: true });
  writeFileSync(noteFile, JSON.stringify({ folder, hash } satisfies Note));
  return folder;
}
