/**
 * Runs one step of a longer job and says so: on a terminal the running steps stand in one changing line, elsewhere a
 * step is mentioned when it takes long; a finished step leaves one line with its time and, if `describe` says one, a
 * detail of its result (the `detail` of the error for a failed one). Steps may run side by side.
 */
export function step<T>(label: string, run: () => Promise<T>, describe?: (result: T) => string): Promise<T>;

/** Prints lines above the changing one. */
export function say(text: string): void;
