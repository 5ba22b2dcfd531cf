import type { SignInResult } from "../accounts/context.ts";
import type { EmailAddress } from "../accounts/email-address.ts";
import { database } from "../db/client.ts";
import { markKnownClient } from "../rate-limit/known-client.ts";
import { hashKey } from "./hash-key.ts";
import type { Visitor } from "./visitor.ts";

/**
 * Notes that a code or link from a mail to this address was used here, whatever became of the sign-in; not when the
 * transaction that used it up was rolled back for a twin. Never fails: what was proved is done, and the mark only helps later.
 */
export async function noteProofFrom({ clientAddress }: Pick<Visitor, "clientAddress">, { canonical }: Pick<EmailAddress, "canonical">, { kind }: Pick<SignInResult, "kind">): Promise<void> {
  if (kind === "twin") return;
  await markKnownClient({ address: canonical, clientAddress }, { database: database(), hashKey: hashKey() }).catch(() => undefined);
}
