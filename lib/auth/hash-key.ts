import { env } from "../env.ts";

/** The keys under which a code that somebody has in their mail may have been hashed: every secret, the newest first. */
export function hashKeys(): readonly string[] {
  return env().AUTH_SECRET;
}

/** The key under which codes, addresses and clients are hashed: the newest secret. */
export function hashKey(): string {
  const [newest] = hashKeys();
  if (!newest) throw new Error("AUTH_SECRET is empty");
  return newest;
}
