import { createHash } from "node:crypto";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { takeLock } from "./lock.mjs";
import { modules, repository, stampFile } from "./paths.mjs";
import { step } from "./steps.mjs";

/** These set everything up on a bare clone; the others change nothing that was not asked for. */
const selfInstalling = ["start", "dev", "test", "doctor"];
const broughtNode = "24.21.0";
/** In the repository, so that it can be moved into node_modules; .gitignore knows it. */
const nodeStaging = join(repository, ".data-node");
/** The first version that runs TypeScript files without a flag. */
const neededNode = [22, 18];

export class SetupError extends Error {
  constructor(message, remedy) {
    super(message);
    this.remedy = remedy;
  }
}

const hashOf = (...texts) => createHash("sha256").update(texts.join("\0")).digest("hex");
const read = (...path) => readFileSync(join(repository, ...path), "utf8");

function readStamp() {
  try {
    return JSON.parse(readFileSync(stampFile, "utf8"));
  } catch {
    return {};
  }
}

function writeStamp(change) {
  writeFileSync(stampFile, JSON.stringify({ ...readStamp(), ...change }));
}

const running = new Set();

function signalGroups(signal) {
  for (const { pid } of running) {
    try {
      process.kill(process.platform === "win32" ? pid : -pid, signal);
    } catch {
      // It ended in this moment.
    }
  }
}

/** Ends the programs of the steps that run, with everything they started; resolves when they are gone. */
export async function endRunningSteps() {
  const gone = [...running].map((program) => new Promise((resolve) => program.once("close", resolve)));
  signalGroups("SIGTERM");
  setTimeout(() => signalGroups("SIGKILL"), 3000);
  await Promise.all(gone);
}

/** The first and the last lines: npm says what is wrong at the beginning, compilers at the end. */
function ends(output) {
  const lines = output.trim().split("\n");
  return (lines.length <= 30 ? lines : [...lines.slice(0, 15), "…", ...lines.slice(-15)]).join("\n");
}

/** Runs a program quietly; on failure what it printed becomes part of the message. */
async function runQuietly(file, args, options, failure) {
  // A process group of its own, so that stopping reaches the programs that it starts itself.
  const program = spawn(file, args, { cwd: repository, stdio: ["ignore", "pipe", "pipe"], detached: process.platform !== "win32", ...options });
  running.add(program);
  let output = "";
  for (const stream of [program.stdout, program.stderr]) stream.on("data", (chunk) => (output += chunk));
  const code = await new Promise((resolve, reject) => program.once("error", reject).once("close", resolve)).finally(() => running.delete(program));
  if (code !== 0) throw new SetupError(`${failure.message}\n${ends(output)}`, failure.remedy);
}

async function npm(args, failure) {
  const env = { ...process.env, npm_config_loglevel: "error", npm_config_progress: "false", npm_config_fund: "false", npm_config_audit: "false", npm_config_update_notifier: "false" };
  const own = process.env.npm_execpath;
  if (own && /npm-cli\.c?js$/.test(own)) await runQuietly(process.execPath, [own, ...args], { env }, failure);
  else await runQuietly("npm", args, { env, shell: process.platform === "win32" }, failure);
}

/** True when what npm noted about node_modules is what the lock file asks for: somebody ran npm ci by hand. */
function installedByHand(lock) {
  try {
    const wanted = JSON.parse(lock).packages;
    const found = JSON.parse(readFileSync(join(modules, ".package-lock.json"), "utf8")).packages;
    return Object.entries(wanted).every(([path, entry]) => path === "" || found[path]?.version === entry.version || (entry.optional === true && !found[path]));
  } catch {
    return false;
  }
}

/** True when node_modules is not what the lock file asks for. */
function packagesAreMissing() {
  const lock = read("package-lock.json");
  if (readStamp().lock === hashOf(lock)) return false;
  if (!installedByHand(lock)) return true;
  writeStamp({ lock: hashOf(lock) });
  return false;
}

async function installPackages() {
  await step("installing packages", () =>
    // With NODE_ENV=production npm would leave out what building and testing need.
    npm(["ci", "--include=dev"], { message: "The packages could not be installed.", remedy: "Check the network and npm's registry setting, then run the same command again." }),
  );
  writeStamp({ lock: hashOf(read("package-lock.json")) });
}

function nodePackage() {
  const system = process.platform === "win32" ? "win" : process.platform;
  return `node-${system}-${process.arch}`;
}

function ownNodeWillDo() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  return major > neededNode[0] || (major === neededNode[0] && minor >= neededNode[1]);
}

function broughtNodePath() {
  const path = join(modules, nodePackage(), "bin", process.platform === "win32" ? "node.exe" : "node");
  return existsSync(path) ? path : undefined;
}

function nodeMissing() {
  return new SetupError(`Node ${process.versions.node} is too old.`, `Install Node 24 (${neededNode.join(".")} is the oldest that works), or run "npm run doctor" once: it brings Node ${broughtNode} as a package.`);
}

/**
 * Downloads a Node that is new enough, beside the installation of everything else: installed on its own it takes a
 * quarter of the time, and neither package.json nor the lock file can change by it.
 */
async function downloadNode() {
  rmSync(nodeStaging, { recursive: true, force: true });
  mkdirSync(nodeStaging);
  await step(`bringing Node ${broughtNode}`, () =>
    npm(["install", "--prefix", nodeStaging, "--no-save", "--no-package-lock", `${nodePackage()}@${broughtNode}`], {
      message: `Node ${process.versions.node} is too old, and Node ${broughtNode} could not be brought.`,
      remedy: "Install Node 24 by hand and run the same command again.",
    }),
  );
}

/** Puts it where npm's scripts find it as `node`. (npm ci wipes it, and then it is brought again.) */
function placeNode() {
  renameSync(join(nodeStaging, "node_modules", nodePackage()), join(modules, nodePackage()));
  rmSync(nodeStaging, { recursive: true, force: true });
  const link = join(modules, ".bin", "node");
  rmSync(link, { force: true });
  if (process.platform !== "win32") symlinkSync(join("..", nodePackage(), "bin", "node"), link);
}

/** The path of a Node that is new enough: this one, or the one that the package registry has. */
function suitableNode() {
  if (ownNodeWillDo()) return process.execPath;
  const path = broughtNodePath();
  if (!path) throw nodeMissing();
  if (readStamp().node !== path) {
    if (spawnSync(path, ["--version"]).status !== 0) throw new SetupError(`Node ${broughtNode} does not run on this machine.`, "Install Node 24 by hand and run the same command again.");
    writeStamp({ node: path });
  }
  return path;
}

/** Whether the Node that runs this is the one that was brought: npm's scripts find it first, and npm ci takes it away. */
function runsOnBroughtNode() {
  const path = broughtNodePath();
  return path !== undefined && realpathSync(path) === realpathSync(process.execPath);
}

async function install() {
  const missing = packagesAreMissing();
  const bring = (missing && runsOnBroughtNode()) || (!ownNodeWillDo() && (missing || !broughtNodePath()));
  await Promise.all([missing && installPackages(), bring && downloadNode()]);
  if (bring) placeNode();
}

async function generateDatabaseClient(node) {
  const client = hashOf(read("prisma", "schema.prisma"), read("node_modules", "prisma", "package.json"));
  if (readStamp().client === client && existsSync(join(repository, "lib", "db", "generated", "client.ts"))) return;
  // Generating asks for an engine that it never starts; any program that exists will do, and nothing is downloaded.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: node, CHECKPOINT_DISABLE: "1", PRISMA_HIDE_UPDATE_MESSAGE: "1" };
  const args = [join(modules, "prisma", "build", "index.js"), "generate", "--config", join("prisma", "prisma.config.ts")];
  await step("generating the database client", () =>
    runQuietly(node, args, { env }, { message: "The database client could not be generated.", remedy: "Look at prisma/schema.prisma; the output above names the line." }),
  );
  writeStamp({ client });
}

/** Lets one command prepare at a time: `npm start` and `npm test` may begin together on a bare clone. */
async function exclusively(use) {
  const file = join(tmpdir(), `siwa-setup-${hashOf(repository).slice(0, 16)}`);
  let lock = takeLock(file);
  while (!lock.release) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    lock = takeLock(file);
  }
  try {
    return await use();
  } finally {
    lock.release();
  }
}

/** Does what `command` needs before it can run, and returns the path of the Node to run it with. */
export async function prepare(command) {
  if (Number(process.versions.node.split(".")[0]) < 18) throw new SetupError(`Node ${process.versions.node} is too old.`, "Install Node 24, or any Node from 18 on.");
  const mayInstall = selfInstalling.includes(command);
  if (!mayInstall && !existsSync(modules)) throw new SetupError("The packages are not installed.", "Run npm ci first.");
  return await exclusively(async () => {
    if (mayInstall) await install();
    const node = suitableNode();
    // The web process runs what was built; generating is the build's business.
    if (command !== "serve") await generateDatabaseClient(node);
    return node;
  });
}
