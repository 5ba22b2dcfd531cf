import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { RemedyError } from "./remedy.ts";

export type ChildOptions = {
  /** How the process is called in messages. */
  name: string;
  /** Arguments for Node, the script first. */
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  cwd?: string;
  /** The line that says "ready"; its match is what `ready` resolves to. */
  readyLine: RegExp;
  /** Every line of output except the ready line, from either stream. */
  onLine: (line: string) => void;
  readyTimeoutMilliseconds?: number;
};

export type Child = {
  pid: number;
  /** Resolves with the ready line's match; rejects with a RemedyError when the process ends or stays silent. */
  ready: Promise<RegExpExecArray>;
  /** Resolves when it has ended, with a short description of how. */
  ended: Promise<string>;
  /** SIGTERM, and SIGKILL when it has not ended after `graceMilliseconds`. Resolves when it is gone. */
  stop: (graceMilliseconds?: number) => Promise<void>;
};

function stopper(child: ChildProcess, ended: Promise<unknown>): Child["stop"] {
  return async (graceMilliseconds = 10_000) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), graceMilliseconds);
    await ended;
    clearTimeout(timer);
  };
}

/**
 * Starts one long-running Node process. It gets a process group of its own: Ctrl-C reaches a whole group at once, and
 * only the supervisor knows in which order things end. (Children end by themselves when the supervisor is killed.)
 */
export function startChild(options: ChildOptions): Child {
  const { name, args, env, cwd, readyLine, onLine, readyTimeoutMilliseconds = 60_000 } = options;
  const child = spawn(process.execPath, args, { env, cwd, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ? `ended by ${signal}` : `ended with code ${code}`));
  });
  const printed: string[] = [];
  const ready = new Promise<RegExpExecArray>((resolve, reject) => {
    const fail = (what: string) => {
      clearTimeout(timer);
      reject(new RemedyError(`${name} ${what}`, "The lines above are its own.", { output: printed.slice(-15).join("\n") }));
    };
    const timer = setTimeout(() => {
      fail("did not get ready in time");
      child.kill("SIGKILL");
    }, readyTimeoutMilliseconds);
    const take = (line: string) => {
      const match = readyLine.exec(line);
      if (match) {
        clearTimeout(timer);
        resolve(match);
        return;
      }
      if (printed.length < 200) printed.push(line);
      onLine(line);
    };
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on("line", take);
    // After "close" all output has been read, which "exit" does not promise.
    child.once("close", () => void ended.then(fail));
    child.once("error", () => void ended.then(fail));
  });
  // Whoever stops a child that was never ready does not wait for it.
  ready.catch(() => {});
  return { pid: child.pid ?? 0, ready, ended, stop: stopper(child, ended) };
}
