import { PrismaAdapter } from "@auth/prisma-adapter";
import { PrismaPg } from "@prisma/adapter-pg";
import NextAuth from "next-auth";
import { PrismaClient } from "#stock-client";

const { DATABASE_URL, AUTH_AMAZON_ID, AUTH_AMAZON_SECRET, AUTH_AMAZON_AUTHORIZE_URL, AUTH_AMAZON_API_URL } = process.env;
const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: DATABASE_URL }) });

/** Stock Auth.js as its documentation shows it, with Amazon as a provider of one's own, because it brings none. */
export const { handlers, auth } = NextAuth({
  // The adapter's types do not know the clients of Prisma 7; it works with them.
  adapter: PrismaAdapter(prisma as never),
  session: { strategy: "database" },
  trustHost: true,
  providers: [
    {
      id: "amazon",
      name: "Amazon",
      type: "oauth",
      ...(AUTH_AMAZON_ID && { clientId: AUTH_AMAZON_ID }),
      ...(AUTH_AMAZON_SECRET && { clientSecret: AUTH_AMAZON_SECRET }),
      checks: ["pkce", "state"],
      authorization: { url: AUTH_AMAZON_AUTHORIZE_URL ?? "", params: { scope: "profile" } },
      token: `${AUTH_AMAZON_API_URL}/auth/o2/token`,
      userinfo: `${AUTH_AMAZON_API_URL}/user/profile`,
      profile: ({ user_id: id, name, email }: { user_id: string; name?: string; email?: string }) => ({ id, name: name ?? null, email: email ?? null }),
    },
  ],
});
