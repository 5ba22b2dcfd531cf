import type { EmailAddress } from "../../accounts/email-address.ts";
import type { Database } from "../../db/client.ts";
import type { CodeMailPurpose } from "../../mail/email-code-mail.ts";
import { limitKeyOf } from "../../rate-limit/client-key.ts";
import { consumeRateLimit } from "../../rate-limit/consume.ts";
import { isKnownClient } from "../../rate-limit/known-client.ts";
import type { RateLimitName } from "../../rate-limit/limits.ts";

/** What a code proves the address for. */
export type EmailCodePurpose = CodeMailPurpose;

export type CodeLimit = { kind: "rate_limited"; retryAfterSeconds: number };

type Mailing = { purpose: EmailCodePurpose; email: EmailAddress; userId?: string | null; clientAddress: string | undefined };
type Deps = { database: Database; hashKey: string };

/** A limit that a mail is counted by. `countsOnly`: whoever is over it is heard all the same. */
type Counted = { name: RateLimitName; key: string; countsOnly?: boolean };

/** Purposes of people who are signed in. */
const signedIn: readonly EmailCodePurpose[] = ["reauthenticate", "change_email"];

/**
 * The limits that a mail is counted by, after the client's own. Who is signed in has limits of their own, so that a
 * stranger who keeps asking for codes to somebody's address does not keep its owner from a sensitive step; and so have
 * clients from which the address was proved before, so that its owner can sign in there. Whether a user has the
 * address is not asked: the statements are the same for all.
 */
async function limitsOf({ purpose, email, userId, clientAddress }: Mailing, deps: Deps): Promise<Counted[]> {
  if (purpose === "reauthenticate" && userId) return [{ name: "step_up_code_to_user", key: userId }, { name: "step_up_code_to_user_per_day", key: userId }];
  const address = email.canonical;
  const known = await isKnownClient({ address, clientAddress }, deps);
  const own = known ? "email_code_to_address_by_known_client" : "email_code_to_address";
  // Last, so that it counts mails that leave: requests that another limit refuses anyway do not use it up.
  const anybody: Counted[] = signedIn.includes(purpose) ? [] : [{ name: "email_code_from_anybody", key: "anybody", countsOnly: known }];
  return [{ name: own, key: address }, { name: `${own}_per_day`, key: address }, ...anybody];
}

/**
 * Spends a point of every limit on mails with a code. The client's comes first: who is over it uses up nothing of
 * anybody's.
 * @returns null when the mail may be sent
 * @throws DatabaseUnavailableError
 */
export async function limitCodes(database: Database, hashKey: string, mailing: Mailing): Promise<CodeLimit | null> {
  const spend = async ({ name, key, countsOnly = false }: Counted): Promise<CodeLimit | null> => {
    const limit = await consumeRateLimit(database, hashKey, name, key);
    return limit.allowed || countsOnly ? null : { kind: "rate_limited", retryAfterSeconds: limit.retryAfterSeconds };
  };
  const client = mailing.clientAddress && limitKeyOf(mailing.clientAddress);
  const ofClient = client ? await spend({ name: "email_code_from_client", key: client }) : null;
  if (ofClient) return ofClient;
  for (const one of await limitsOf(mailing, { database, hashKey })) {
    const over = await spend(one);
    if (over) return over;
  }
  return null;
}
