/**
 * How large the web process may let its young generation grow, in MiB. Node's own choice is many times that on a large
 * machine; what a page leaves behind then lies there for minutes, and takes more memory than the whole application.
 */
const semiSpaceMegabytes = 8;

/**
 * The arguments for Node by which a web process in production holds little memory: for serve, start, tests and the bench.
 * (The other half is in server/memory.ts.) Whoever sizes the memory in NODE_OPTIONS has said how it is to be.
 */
export function memoryFlags({ NODE_OPTIONS = "" } = process.env) {
  return /--max[-_](semi[-_]space|old[-_]space|heap)[-_]size/.test(NODE_OPTIONS) ? [] : [`--max-semi-space-size=${semiSpaceMegabytes}`];
}

/**
 * And its environment: with two arenas, not eight for each processor, the C library keeps less of what was freed for
 * threads that never ask again. Whoever has set their number has said how it is to be.
 */
export function memoryVariables({ MALLOC_ARENA_MAX } = process.env) {
  return { MALLOC_ARENA_MAX: MALLOC_ARENA_MAX || "2" };
}
