import { type HeldData, ofTheirs, ofTheUser, owner, secret, shown, userIds } from "../personal-data/held.ts";

/** What the account system itself holds of a user: who they are, how they are known at providers, what was changed. */
export const heldOfAccounts: readonly HeldData[] = [
  {
    name: "profile",
    tables: [
      {
        table: "User",
        // What was merged into the user is theirs, too, until it cannot be taken back any more.
        whose: `t."id" = ANY (${userIds})`,
        order: ["id"],
        columns: { ...shown("id", "name", "email", "emailVerified", "provedEmail", "status", "createdAt", "updatedAt", "noticeSeenAt"), ...owner("mergedIntoId") },
        afterDeletion: "erased",
      },
    ],
  },
  {
    name: "linked_accounts",
    tables: [
      {
        table: "Account",
        whose: ofTheUser,
        order: ["id"],
        columns: {
          ...shown("id", "type", "provider", "providerAccountId", "providerName", "providerEmail", "providerEmailVerified", "providerPostalCode", "scope", "token_type", "expires_at", "tokensAt", "consentLostAt", "consentLostReason", "pulseAfter", "refreshLeaseUntil", "refreshSentAt", "createdAt", "updatedAt"),
          ...owner("userId"),
          ...secret("access_token", "refresh_token", "refreshLease"),
        },
        afterDeletion: "erased",
      },
    ],
  },
  {
    name: "address_changes",
    tables: [
      {
        table: "EmailChange",
        whose: ofTheUser,
        order: ["id"],
        columns: { ...shown("id", "oldEmail", "newEmail", "createdAt", "methodsSince", "expires", "undoneAt"), ...owner("userId"), ...secret("undoHash") },
        afterDeletion: "erased",
      },
    ],
  },
  {
    name: "notices",
    tables: [
      {
        table: "UserNotice",
        whose: ofTheUser,
        order: ["id"],
        columns: { ...shown("id", "code", "values", "createdAt"), ...owner("userId") },
        afterDeletion: "erased",
      },
    ],
  },
  {
    name: "deletion",
    tables: [
      {
        table: "Deletion",
        whose: ofTheUser,
        order: ["id"],
        columns: { ...shown("id", "requestedAt", "dueAt", "language", "erasingSince", "heldUntil"), ...owner("userId") },
        afterDeletion: "erased",
      },
      {
        table: "KeepProof",
        whose: ofTheUser,
        order: ["id"],
        columns: { ...shown("id", "method", "provedAt", "expires"), ...owner("attemptId", "userId", "deletionId"), ...secret("way", "passwordHash") },
        afterDeletion: "erased",
      },
    ],
  },
  {
    name: "merges",
    tables: [
      {
        table: "MergeJournal",
        // Taken back, it speaks of two people, and neither is told of the other. It goes with either of them, by its keys.
        whose: `((t."keptUserId" = ANY (${userIds}) OR t."mergedUserId" = ANY (${userIds})) AND t."undoneAt" IS NULL)`,
        order: ["id"],
        columns: { ...shown("id", "entries", "createdAt", "expires", "undoneAt"), ...owner("keptUserId", "mergedUserId"), ...secret("keptUndoHash", "mergedUndoHash") },
        afterDeletion: "erased",
      },
      {
        table: "MergeProof",
        whose: ofTheirs("sessionId", "Session"),
        order: ["id"],
        columns: { ...shown("id", "method", "createdAt", "expires", "usedAt"), ...owner("attemptId", "sessionId", "otherUserId") },
        afterDeletion: "erased",
      },
    ],
  },
];
