// The entry of every command in package.json: `node scripts/run.mjs <command> [arguments]`.
// Plain JavaScript without dependencies, because on a bare clone there is nothing else yet, and the machine's own
// Node may be too old for the rest. It prepares what is missing, then hands over to scripts/<command>/main.ts.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { commandOf, parentOf } from "./bootstrap/inspect.mjs";
import { memoryFlags, memoryVariables } from "./bootstrap/memory.mjs";
import { repository } from "./bootstrap/paths.mjs";
import { SetupError, endRunningSteps, prepare } from "./bootstrap/setup.mjs";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
const [command = "", ...args] = process.argv.slice(2);
const main = join(repository, "scripts", command, "main.ts");

/** Set once a command runs; until then a signal ends the step that runs. */
let child;
let stopping = false;

function stop(signal) {
  stopping = true;
  if (child) child.kill(signal);
  else void endRunningSteps().then(() => process.exit(1));
}

/**
 * npm killed with -9 forwards nothing. Then our parent is suddenly another process; or, where npm's shell stays between
 * npm and us, the shell's parent is.
 */
function watchParent() {
  const parent = process.ppid;
  const shell = /^(\S*\/)?(ba|da|z)?sh -c /.test(commandOf(parent) ?? "");
  const npm = shell ? parentOf(parent) : undefined;
  const orphaned = () => process.ppid !== parent || (shell && parentOf(parent) !== npm);
  // Without /proc every look costs a program.
  const milliseconds = existsSync("/proc/self/stat") ? 400 : 2000;
  setInterval(() => !stopping && orphaned() && stop("SIGTERM"), milliseconds).unref();
}

async function run() {
  if (!/^[a-z-]+$/.test(command) || !existsSync(main)) throw new SetupError(`There is no command "${command}".`, "package.json lists the commands.");
  for (const signal of signals) process.on(signal, () => stop(signal));
  // Started by hand in the background, the shell that started us may rightly end before we do.
  if (process.env.npm_lifecycle_event) watchParent();
  const node = await prepare(command);
  // That command becomes the web process itself; start gives them to the one that it starts.
  const [flags, variables] = command === "serve" ? [memoryFlags(), memoryVariables()] : [[], {}];
  child = spawn(node, [...flags, main, ...args], { stdio: "inherit", cwd: repository, env: { ...process.env, ...variables } });
  child.on("error", (error) => fail(error));
  child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

function fail(error) {
  if (stopping) return;
  process.stderr.write(`\n${error.message}\n`);
  if (error.remedy) process.stderr.write(`What to do: ${error.remedy}\n`);
  // The doctor's 1 means that it has looked and found something.
  process.exit(command === "doctor" ? 2 : 1);
}

run().catch(fail);
