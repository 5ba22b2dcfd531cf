/**
 * Takes a lock file that names this process. A lock whose process is gone, or is none of ours (ids are reused), is
 * taken over. It is given back at the end of the process at the latest.
 * @returns `release` when it was taken, otherwise the id of the process that holds it.
 */
export function takeLock(file: string): { release: () => void } | { holder: number };
