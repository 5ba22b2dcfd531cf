import { env } from "../env.ts";

/** The key under which codes, addresses and clients are hashed: the newest secret. */
export function hashKey(): string {
  const [newest] = env().AUTH_SECRET;
  if (!newest) throw new Error("AUTH_SECRET is empty");
  return newest;
}
