import type { EmailAddress } from "../../accounts/email-address.ts";
import type { Database } from "../../db/client.ts";
import type { CodeMailPurpose } from "../../mail/email-code-mail.ts";
import { limitKeyOf, networkKeyOf } from "../../rate-limit/client-key.ts";
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

/** Purposes of people who are signed in. What they prove themselves again by goes to their own address. */
const signedIn: readonly EmailCodePurpose[] = ["reauthenticate", "change_email", "merge"];

/** Those of who is signed in. An address that they typed is counted, too: several of them may type the same. */
function limitsOfUser(userId: string, { purpose, email }: Mailing): Counted[] {
  const own: Counted[] = [
    { name: "step_up_code_to_user", key: userId },
    { name: "step_up_code_to_user_per_day", key: userId },
  ];
  if (purpose === "reauthenticate") return own;
  return [...own, { name: "email_code_to_address_by_users", key: email.canonical }, { name: "email_code_to_address_by_users_per_day", key: email.canonical }];
}

/**
 * The limits that a mail is counted by, after the client's own. Who is signed in has limits of their own, so that a
 * stranger who keeps asking for codes to somebody's address does not keep its owner from a sensitive step, from proving
 * the address or from merging the account that has it; and so have clients from which the address was proved before, so
 * that its owner can sign in there. Whether a user has the address is not asked: the statements are the same for all.
 */
async function limitsOf(mailing: Mailing, deps: Deps): Promise<Counted[]> {
  const { purpose, email, userId, clientAddress } = mailing;
  if (userId && signedIn.includes(purpose)) return limitsOfUser(userId, mailing);
  const address = email.canonical;
  const known = await isKnownClient({ address, clientAddress }, deps);
  const own = known ? "email_code_to_address_by_known_client" : "email_code_to_address";
  // Before the address's own: a network that is over its limit uses up nothing of anybody's.
  const network = clientAddress === undefined ? null : networkKeyOf(clientAddress);
  const ofNetwork: Counted[] = network === null ? [] : [{ name: "email_code_from_network", key: network, countsOnly: known }];
  // Last, so that it counts mails that leave: requests that another limit refuses anyway do not use it up.
  return [...ofNetwork, { name: own, key: address }, { name: `${own}_per_day`, key: address }, { name: "email_code_from_anybody", key: "anybody", countsOnly: known }];
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
