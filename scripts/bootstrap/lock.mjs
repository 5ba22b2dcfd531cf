// Types and descriptions: lock.d.mts.
import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { commandOf } from "./inspect.mjs";

const ourCommands = /[\\/](run\.mjs|main\.ts)\b/;

function holderOf(file) {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return 0;
  }
}

export function takeLock(file) {
  // A link appears with its content, so nobody ever reads a lock that names no process yet.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, String(process.pid), { mode: 0o600 });
  try {
    for (;;) {
      try {
        linkSync(draft, file);
        break;
      } catch (error) {
        if (error.code !== "EEXIST") throw error;
      }
      const holder = holderOf(file);
      if (ourCommands.test(commandOf(holder) ?? "")) return { holder };
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(draft, { force: true });
  }
  const release = () => {
    process.removeListener("exit", release);
    if (holderOf(file) === process.pid) rmSync(file, { force: true });
  };
  process.on("exit", release);
  return { release };
}
