import { type HeldData, ofTheirs, ofTheUser, owner, secret, shown } from "../personal-data/held.ts";

/** Where a user is signed in, and was. */
export const heldOfSessions: readonly HeldData[] = [
  {
    name: "sessions",
    tables: [
      {
        table: "Session",
        whose: ofTheUser,
        order: ["id"],
        columns: { ...shown("id", "method", "authenticatedAt", "createdAt", "lastSeenAt", "expires", "browser", "system", "shared"), ...owner("userId"), ...secret("tokenHash") },
        afterDeletion: "erased",
      },
      {
        table: "StepUpGrant",
        whose: ofTheirs("sessionId", "Session"),
        order: ["id"],
        columns: { ...shown("id", "purpose", "method", "createdAt", "expires", "usedAt"), ...owner("sessionId") },
        afterDeletion: "erased",
      },
      {
        table: "SessionChange",
        whose: ofTheUser,
        order: ["id"],
        columns: { ...shown("id", "at"), ...owner("userId", "txid") },
        // Every process has to hear of the deletion itself; minutes later the row is gone by age.
        afterDeletion: "kept",
      },
    ],
  },
  {
    name: "known_browsers",
    tables: [
      {
        table: "KnownBrowser",
        whose: ofTheUser,
        order: ["browserHash"],
        columns: { ...shown("createdAt", "lastUsedAt", "language"), ...owner("userId"), ...secret("browserHash", "notMeHash") },
        afterDeletion: "erased",
      },
    ],
  },
];
