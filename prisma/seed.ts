import { parseEmailAddress } from "#lib/accounts/email-address.ts";
import { connectDatabase } from "#lib/db/client.ts";

/** People who exist from the start in development. Sam's address is also that of a persona of the sandbox Amazon. */
const people = [
  { name: "Sam Existing", email: "sam@example.test" },
  { name: "Olive Operator", email: "ops@example.test" },
] as const;

/**
 * Fills an empty development database. Doing it again changes nothing.
 * @returns lines for the person who started the site
 */
export async function seed(databaseUrl: string): Promise<{ notes: string[] }> {
  const database = connectDatabase(databaseUrl, 2);
  try {
    for (const { name, email } of people) {
      const parsed = parseEmailAddress(email);
      if (!parsed) throw new Error("a seeded address is not an address");
      const { canonical } = parsed;
      await database.db.user.upsert({
        where: { provedEmail: canonical },
        update: {},
        create: { name, email: canonical, emailVerified: new Date(), provedEmail: canonical, auditSubject: { create: {} } },
        select: { id: true },
      });
    }
    return { notes: ["sam@example.test has an account already: sign in with Amazon as Sam to see the collision page"] };
  } finally {
    await database.close();
  }
}
