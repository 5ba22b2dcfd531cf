import type { EmailAddress } from "../../accounts/email-address.ts";
import type { Database } from "../../db/client.ts";
import { limitKeyOf } from "../../rate-limit/client-key.ts";
import { consumeRateLimit, refundRateLimit } from "../../rate-limit/consume.ts";
import { isKnownClient, markKnownClient, pairOf } from "../../rate-limit/known-client.ts";
import type { RateLimitName } from "../../rate-limit/limits.ts";

/** Whose password is tried, and from where. */
export type TriedBy = { email: Pick<EmailAddress, "canonical">; clientAddress: string | undefined };
type Deps = { database: Pick<Database, "pool">; hashKey: string };
type Spent = [name: RateLimitName, key: string][];

export type Try = { kind: "allowed"; spent: Spent } | { kind: "rate_limited"; retryAfterSeconds: number };

function limitsOf({ email, clientAddress }: TriedBy): Spent {
  const client = clientAddress && limitKeyOf(clientAddress);
  const ofClient: Spent = client ? [["wrong_password_from_client_for_address", pairOf(client, email.canonical)], ["wrong_password_from_client", client]] : [];
  return [...ofClient, ["wrong_password_for_address_per_day", email.canonical]];
}

const callerOf = ({ email, clientAddress }: TriedBy) => ({ address: email.canonical, clientAddress });

/**
 * Spends a try before the password is looked at, so that tries that come at once are all counted. Who is over a limit
 * is not heard. Guesses from elsewhere never keep out a client from which the owner signed in before, and nobody's
 * guesses touch the other ways in.
 * @throws DatabaseUnavailableError
 */
export async function spendTry(by: TriedBy, deps: Deps): Promise<Try> {
  const spent: Spent = [];
  for (const [name, key] of limitsOf(by)) {
    const limit = await consumeRateLimit(deps.database, deps.hashKey, name, key);
    if (limit.allowed) spent.push([name, key]);
    else if (name !== "wrong_password_for_address_per_day" || !(await isKnownClient(callerOf(by), deps))) {
      await giveBack(spent, deps);
      return { kind: "rate_limited", retryAfterSeconds: limit.retryAfterSeconds };
    }
  }
  return { kind: "allowed", spent };
}

/** Gives a try back: it was no failure, or nothing was looked at. */
export async function giveBack(spent: Spent, deps: Deps): Promise<void> {
  for (const [name, key] of spent) await refundRateLimit(deps.database, deps.hashKey, name, key);
}

/** Notes that the right password came from this client. */
export async function markKnown(by: TriedBy, deps: Deps): Promise<void> {
  await markKnownClient(callerOf(by), deps);
}
