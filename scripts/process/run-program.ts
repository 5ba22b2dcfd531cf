import { spawn, type ChildProcess } from "node:child_process";
import { repository } from "../bootstrap/paths.mjs";
import { RemedyError } from "./remedy.ts";

export type ProgramOptions = {
  /** Arguments for Node, the script first; or, with `file`, for that program. */
  args: readonly string[];
  file?: string;
  env: NodeJS.ProcessEnv;
  /** The folder that it runs in, when that is not the repository. */
  cwd?: string;
  /** What to say when it fails, and what to do then. */
  failure: string;
  remedy: string;
  /** Ends the program and everything it started. */
  signal?: AbortSignal;
};

export type ProgramResult = { code: number | null; output: string };

/** Ends a process group; it may be gone already. */
function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  try {
    process.kill(process.platform === "win32" ? child.pid : -child.pid, signal);
  } catch {
    child.kill(signal);
  }
}

/** Runs a program to its end and collects what it prints. Never throws because of its exit code. */
export async function runToEnd(options: Omit<ProgramOptions, "failure" | "remedy">): Promise<ProgramResult> {
  options.signal?.throwIfAborted();
  // A group of its own, so that ending it reaches the workers that it starts.
  const child = spawn(options.file ?? process.execPath, options.args, { cwd: options.cwd ?? repository, env: options.env, detached: process.platform !== "win32", stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  let force: NodeJS.Timeout | undefined;
  const abort = () => {
    endGroup(child, "SIGTERM");
    force = setTimeout(() => endGroup(child, "SIGKILL"), 5000);
  };
  options.signal?.addEventListener("abort", abort);
  try {
    const code = await new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
    options.signal?.throwIfAborted();
    return { code, output };
  } finally {
    clearTimeout(force);
    options.signal?.removeEventListener("abort", abort);
  }
}

/**
 * Runs a program that has to succeed.
 * @throws RemedyError with the end of its output when it does not.
 */
export async function runProgram(options: ProgramOptions): Promise<string> {
  const { code, output } = await runToEnd(options);
  if (code === 0) return output;
  throw new RemedyError(options.failure, options.remedy, { output: output.trim().split("\n").slice(-40).join("\n") });
}
