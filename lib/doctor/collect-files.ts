import { statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { FileFacts } from "./facts.ts";

/** The files that hold secrets, as far as they are there, and who reads them. Windows has other rules. */
export function collectFiles(candidates: readonly string[], root: string): FileFacts[] {
  if (process.platform === "win32") return [];
  return candidates.flatMap((file) => {
    const stat = statSync(file, { throwIfNoEntry: false });
    return stat ? [{ file: file.startsWith(join(root, "/")) ? file.slice(root.length + 1) : file, readableByOthers: (stat.mode & 0o077) !== 0 }] : [];
  });
}

/** Room on the disk of a folder; undefined where there is no such folder. */
export function freeMegabytesAt(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return (bavail * bsize) / 1_048_576;
  } catch {
    return undefined;
  }
}
