import { PrismaAdapter } from "@auth/prisma-adapter";
import type { Adapter, AdapterSession, AdapterUser } from "next-auth/adapters";
import { database } from "../db/client.ts";
import { currentFlow } from "./flow.ts";

function signedInUser(): AdapterUser | null {
  const { result } = currentFlow();
  // Auth.js wants an address; nothing of ours is read back from this object.
  return result?.kind === "signed_in" ? { id: result.session.userId, email: "", emailVerified: null } : null;
}

function refuse(method: string) {
  return () => {
    throw new Error(`Auth.js called ${method}; users, accounts and links are written by lib/accounts only`);
  };
}

/**
 * The Prisma adapter with every write taken out of Auth.js's hands: by the time it asks, one transaction (see
 * lib/accounts) has written user, account and session, and the answers come from memory. So there is no user without
 * an account, no implicit linking through a session cookie, and no session token in clear in the table.
 */
export function authAdapter(): Adapter {
  return {
    ...PrismaAdapter(database().db),
    getUserByAccount: async () => signedInUser(),
    getSessionAndUser: async () => null,
    createSession: async (): Promise<AdapterSession> => {
      const { result } = currentFlow();
      if (result?.kind !== "signed_in") throw new Error("Auth.js asked for a session that was not decided");
      return { sessionToken: result.session.token, userId: result.session.userId, expires: result.session.expires };
    },
    createUser: refuse("createUser"),
    updateUser: refuse("updateUser"),
    linkAccount: refuse("linkAccount"),
    unlinkAccount: refuse("unlinkAccount"),
    getUserByEmail: refuse("getUserByEmail"),
    updateSession: refuse("updateSession"),
    deleteSession: refuse("deleteSession"),
  };
}
