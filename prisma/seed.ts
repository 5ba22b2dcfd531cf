import { parseEmailAddress } from "#lib/accounts/email-address.ts";
import { connectDatabase, type Db } from "#lib/db/client.ts";
import { checkPassword, hashPassword } from "#lib/methods/password/hash.ts";
import { seededOperator } from "./seeded.ts";

/** People who exist from the start in development. Sam's address is also that of a persona of the sandbox Amazon. */
const people = [
  { name: "Sam Existing", email: "sam@example.test" },
  { name: "Olive Operator", email: seededOperator },
] as const;

async function seedPerson(db: Db, name: string, email: string): Promise<string> {
  const parsed = parseEmailAddress(email);
  if (!parsed) throw new Error("a seeded address is not an address");
  const { canonical } = parsed;
  const { id } = await db.user.upsert({
    where: { provedEmail: canonical },
    update: {},
    create: { name, email: canonical, emailVerified: new Date(), provedEmail: canonical, auditSubject: { create: {} } },
    select: { id: true },
  });
  return id;
}

/** Gives a user this password unless they have one. @returns whether it is theirs now */
async function seedPassword(db: Db, userId: string, password: string): Promise<boolean> {
  const own = await db.passwordCredential.findUnique({ where: { userId }, select: { hash: true } });
  if (own) return (await checkPassword(own.hash, password, [])).right;
  await db.passwordCredential.create({ data: { userId, hash: await hashPassword(password) }, select: { userId: true } });
  return true;
}

/**
 * Fills an empty development database. Doing it again changes nothing.
 * @param options.opsPassword with which the operator may sign in, until they choose another
 * @returns lines for the person who started the site
 */
export async function seed(databaseUrl: string, { opsPassword }: { opsPassword?: string } = {}): Promise<{ notes: string[] }> {
  const database = connectDatabase(databaseUrl, 2);
  try {
    const ids = new Map<string, string>();
    for (const { name, email } of people) ids.set(email, await seedPerson(database.db, name, email));
    const ops = ids.get(seededOperator);
    const withPassword = ops !== undefined && opsPassword !== undefined && (await seedPassword(database.db, ops, opsPassword));
    return {
      notes: [
        "sam@example.test has an account already: sign in with Amazon as Sam to see the collision page",
        ...(withPassword ? [`${seededOperator} is the operator, at /ops: sign in with the password ${opsPassword}`] : []),
      ],
    };
  } finally {
    await database.close();
  }
}
