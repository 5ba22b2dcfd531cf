import { type HeldData, ofTheirs, ofTheUser, owner, secret, shown } from "../personal-data/held.ts";

const ofTheUsersAttempts = ofTheirs("attemptId", "Attempt");

/** The attempts to sign in, to link or to prove something, that a user made or that led to them. */
export const heldOfAttempts: readonly HeldData[] = [
  {
    name: "attempts",
    tables: [
      {
        table: "Attempt",
        whose: ofTheUser,
        order: ["id"],
        columns: {
          ...shown("id", "reference", "intent", "method", "returnTo", "status", "outcome", "purpose", "createdAt", "legExpires", "expires", "claimedAt", "endedAt", "browser", "device", "region", "startMs", "lookedMs", "askedAt", "question", "landedAt"),
          ...owner("userId", "sessionId", "proofAttemptId", "expectedAccountId"),
          ...secret("stateHash", "browserHash", "pendingPasswordHash"),
        },
        afterDeletion: "erased",
      },
      {
        table: "ParkedIdentity",
        whose: ofTheUsersAttempts,
        order: ["id"],
        columns: { ...shown("id", "reason", "expires", "consumedAt"), ...owner("attemptId"), ...secret("sealed") },
        afterDeletion: "erased",
      },
      {
        table: "EmailCode",
        whose: ofTheUsersAttempts,
        order: ["id"],
        columns: { ...shown("id", "purpose", "wrongTries", "createdAt", "expires", "usedAt", "voidedAt"), ...owner("attemptId"), ...secret("addressHash", "sealed", "codeHash", "linkHash") },
        afterDeletion: "erased",
      },
    ],
  },
];
