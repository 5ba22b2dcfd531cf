/**
 * The arguments for Node by which a web process in production holds little memory: for serve, start, tests and the bench.
 * (The other half is in server/memory.ts.) Whoever sizes the memory in NODE_OPTIONS has said how it is to be.
 */
export function memoryFlags(environment?: Readonly<Record<string, string | undefined>>): string[];

/**
 * And its environment: with two arenas, not eight for each processor, the C library keeps less of what was freed for
 * threads that never ask again. Whoever has set their number has said how it is to be.
 */
export function memoryVariables(environment?: Readonly<Record<string, string | undefined>>): { MALLOC_ARENA_MAX: string };
