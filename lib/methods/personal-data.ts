import { type HeldData, ofTheirs, ofTheUser, owner, secret, shown } from "../personal-data/held.ts";

/** What ways in keep of a user beside the linked accounts. */
export const heldOfMethods: readonly HeldData[] = [
  {
    name: "password",
    tables: [
      {
        table: "PasswordCredential",
        whose: ofTheUser,
        order: ["userId"],
        columns: { ...shown("createdAt", "updatedAt"), ...owner("userId"), ...secret("hash") },
        afterDeletion: "erased",
      },
    ],
  },
  {
    name: "passkeys",
    tables: [
      {
        table: "Passkey",
        whose: ofTheUser,
        order: ["id"],
        // The public key and the id are what the person's device gave us: nobody signs in with them.
        columns: { ...shown("id", "name", "credentialId", "publicKey", "counter", "transports", "userHandle", "deviceType", "backedUp", "createdAt", "lastUsedAt"), ...owner("userId") },
        afterDeletion: "erased",
      },
      {
        table: "PasskeyChallenge",
        whose: `(${ofTheirs("sessionId", "Session")} OR ${ofTheirs("attemptId", "Attempt")})`,
        order: ["id"],
        columns: { ...shown("id", "purpose", "createdAt", "expires", "usedAt"), ...owner("sessionId", "attemptId"), ...secret("challengeHash", "browserHash") },
        afterDeletion: "erased",
      },
    ],
  },
];
