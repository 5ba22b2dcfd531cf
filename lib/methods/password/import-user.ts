import { z } from "zod";
import { findProvedUser, lockAddress } from "../../accounts/account-rows.ts";
import { parseEmailAddress } from "../../accounts/email-address.ts";
import { recordAudit } from "../../audit/record.ts";
import type { Database } from "../../db/client.ts";
import { retriedTransaction } from "../../db/retry.ts";
import { cleanText, clipText } from "../../text/clean-text.ts";
import { isBcryptHash } from "./hash.ts";

/** One user of an older shop, as a line of the file says it. A key that nobody knows is a slip, not a wish. */
const importedUser = z.strictObject({
  email: z.string().max(1_024),
  name: z.string().max(10_000).nullish(),
  passwordHash: z.string().max(128),
  /** False where the older shop never confirmed the address. */
  emailVerified: z.boolean().optional(),
});

export const importResults = ["imported", "exists", "unproved", "not_json", "not_a_user", "bad_address", "bad_hash"] as const;
export type ImportResult = (typeof importResults)[number];

const mostNameCharacters = 200;

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/**
 * Brings one user of an older shop along, in one transaction: the address counts as proved, by the older shop's word,
 * and the bcrypt hash as their password until they first sign in. Doing it again changes nothing, and a user who has
 * proved the address here already is left alone.
 * @returns what became of the line; nothing was written unless it is "imported"
 * @throws DatabaseUnavailableError
 */
export async function importUser(database: Pick<Database, "transaction">, line: string, now: Date): Promise<ImportResult> {
  const json = parseJson(line);
  if (json === undefined) return "not_json";
  const parsed = importedUser.safeParse(json);
  if (!parsed.success) return "not_a_user";
  const email = parseEmailAddress(parsed.data.email);
  if (!email) return "bad_address";
  if (!isBcryptHash(parsed.data.passwordHash)) return "bad_hash";
  if (parsed.data.emailVerified === false) return "unproved";
  const name = clipText(cleanText(parsed.data.name ?? ""), mostNameCharacters) || null;
  return await retriedTransaction(database, async (tx): Promise<ImportResult> => {
    await lockAddress(tx, email.canonical);
    if (await findProvedUser(tx, email.canonical)) return "exists";
    const { id: userId } = await tx.user.create({
      data: { name, email: email.canonical, emailVerified: now, provedEmail: email.canonical, passwordCredential: { create: { hash: parsed.data.passwordHash } } },
      select: { id: true },
    });
    await recordAudit(tx, [{ type: "user.created", userId, details: { method: "import" } }, { type: "email.proved", userId, details: { by: "import" } }, { type: "password.set", userId, details: { by: "import" } }]);
    return "imported";
  });
}
