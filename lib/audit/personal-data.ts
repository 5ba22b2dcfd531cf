import { type HeldData, ofTheUser, owner, shown, userIds } from "../personal-data/held.ts";

/** What happened to an account. */
export const heldOfAudit: readonly HeldData[] = [
  {
    name: "activity",
    tables: [
      { table: "AuditSubject", whose: ofTheUser, order: ["subjectId"], columns: { ...shown("subjectId"), ...owner("userId") }, afterDeletion: "erased" },
      {
        table: "AuditEvent",
        whose: `t."subjectId" = ANY (ARRAY(SELECT "subjectId" FROM "AuditSubject" WHERE "userId" = ANY (${userIds})))`,
        order: ["id"],
        columns: { ...shown("id", "at", "type", "details"), ...owner("subjectId", "attemptId") },
        // It names a random subject, and nothing says any more who that was; it goes by age.
        afterDeletion: "kept",
      },
    ],
  },
];
