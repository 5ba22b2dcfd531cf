/** True while a process with this id exists (a zombie counts as gone where that can be told). */
export function isAlive(pid: number): boolean;

/**
 * The command line of a running process, or undefined when it is gone or cannot be read. Process ids are reused
 * (in a container after every restart), so an id from a file proves nothing without this.
 */
export function commandOf(pid: number): string | undefined;

/** The id of a process's parent, or undefined when it is gone. */
export function parentOf(pid: number): number | undefined;

/** Resolves true when the process is gone, false when it is still there after `milliseconds`. */
export function waitUntilGone(pid: number, milliseconds: number): Promise<boolean>;
