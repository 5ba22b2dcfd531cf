import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { repository } from "../bootstrap/paths.mjs";
import { narrowEnvironment } from "../process/environment.ts";
import { RemedyError } from "../process/remedy.ts";
import { runToEnd } from "../process/run-program.ts";

/** Chromium without the rest of a browser around it: the same pages in less than half the time. */
const shell = "chromium-headless-shell";
const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const macPaths = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"];
const downloadLimitMilliseconds = 180_000;

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The first program of these names on the search path. */
export function onSearchPath(searched: readonly string[], searchPath: string): string | undefined {
  return searchPath
    .split(delimiter)
    .flatMap((folder) => searched.map((name) => join(folder, name)))
    .find(isProgram);
}

async function ofPlaywright(): Promise<string | undefined> {
  const { chromium } = await import("playwright");
  const path = chromium.executablePath();
  return isProgram(path) ? path : undefined;
}

function ofTheSystem(): string | undefined {
  return onSearchPath(names, process.env.PATH ?? "") ?? macPaths.find(isProgram);
}

function shellOfTheSystem(): string | undefined {
  return onSearchPath([shell], process.env.PATH ?? "");
}

/** Installs a package of Debian's where that is possible: as root, with apt. Elsewhere, or without a network, it does nothing. */
async function installPackage(name: string, signal: AbortSignal): Promise<void> {
  if (process.getuid?.() !== 0 || spawnSync("apt-get", ["--version"], { stdio: "ignore" }).status !== 0) return;
  const limited = AbortSignal.any([signal, AbortSignal.timeout(downloadLimitMilliseconds)]);
  const quick = "-o Acquire::Retries=0 -o Acquire::http::Timeout=15 -o DPkg::Lock::Timeout=120";
  const env = narrowEnvironment({ DEBIAN_FRONTEND: "noninteractive" });
  await runToEnd({ file: "/bin/sh", args: ["-c", `apt-get ${quick} update && apt-get ${quick} install -y --no-install-recommends ${name}`], env, signal: limited }).catch(() => signal.throwIfAborted());
}

async function downloadPlaywrights(signal: AbortSignal): Promise<void> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(downloadLimitMilliseconds)]);
  const cli = join(repository, "node_modules", "playwright", "cli.js");
  await runToEnd({ args: [cli, "install", "chromium"], env: narrowEnvironment({}), signal: limited }).catch(() => signal.throwIfAborted());
}

/** Tried one after the other until one leads to a browser; where there is no internet, Debian's packages may still be in reach. */
async function findOrInstall(signal: AbortSignal): Promise<string | undefined> {
  const ready = (await ofPlaywright()) ?? shellOfTheSystem();
  if (ready) return ready;
  await installPackage(shell, signal);
  const quickOrWhole = shellOfTheSystem() ?? ofTheSystem();
  if (quickOrWhole) return quickOrWhole;
  await downloadPlaywrights(signal);
  const downloaded = await ofPlaywright();
  if (downloaded) return downloaded;
  await installPackage("chromium", signal);
  return ofTheSystem();
}

/**
 * The path of a Chromium: CHROMIUM_PATH, Playwright's own, Debian's headless shell (installed where that is possible),
 * the system's, and otherwise one that is installed now.
 * @throws RemedyError when there is none and none can be had.
 */
export async function findChromium(signal: AbortSignal): Promise<string> {
  const named = process.env.CHROMIUM_PATH;
  if (named && !isProgram(named)) throw new RemedyError("CHROMIUM_PATH names no program.", "Set it to the full path of a Chromium, or leave it out.");
  const found = named || (await findOrInstall(signal));
  if (found) return found;
  throw new RemedyError("There is no Chromium for the browser tests, and none could be installed.", "Install Chromium or Chrome, or set CHROMIUM_PATH to the full path of one.");
}
