import { database } from "./client.ts";

/** True when PostgreSQL answers a trivial statement within the time-outs of the pool. Never throws. */
export async function pingDatabase(): Promise<boolean> {
  try {
    await database().query("ping", "SELECT 1", []);
    return true;
  } catch {
    return false;
  }
}
