import { spawn } from "node:child_process";
import { narrowEnvironment } from "../process/environment.ts";

/** Ends when neither process is left; stops the second one when the first one is gone. */
const script = 'while kill -0 "$0" 2>/dev/null && kill -0 "$1" 2>/dev/null; do sleep 1; done; kill -INT "$1" 2>/dev/null';

/**
 * Sees to it that the database server does not outlive us when we are killed with -9 and cannot stop it ourselves. The
 * server has no such watch of its own. Returns a function that ends the guard.
 */
export function guardServer(serverPid: number): () => void {
  if (process.platform === "win32") return () => {};
  // A group of its own: out of Ctrl-C's reach, and its `sleep` ends with it.
  const guard = spawn("/bin/sh", ["-c", script, String(process.pid), String(serverPid)], { detached: true, stdio: "ignore", env: narrowEnvironment({}) });
  guard.on("error", () => {});
  guard.unref();
  return () => {
    try {
      if (guard.pid !== undefined && guard.exitCode === null) process.kill(-guard.pid, "SIGKILL");
    } catch {
      // It ended in this moment.
    }
  };
}
