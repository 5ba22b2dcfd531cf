import { type HeldData, ofTheirs, ofTheUser, owner, secret, shown } from "../../personal-data/held.ts";

/** The copies that a user asked for. */
export const heldOfCopies: readonly HeldData[] = [
  {
    name: "copies",
    tables: [
      {
        table: "DataCopy",
        whose: ofTheUser,
        order: ["id"],
        columns: {
          ...shown("id", "status", "language", "rowsDone", "rowsTotal", "runs", "aliveAt", "createdAt", "readyAt", "expires", "pieces", "bytes", "fetchedAt", "endedAt"),
          ...owner("userId", "sessionId", "runId", "fetchSessionId"),
          ...secret("linkHash", "linkSealed"),
        },
        afterDeletion: "erased",
      },
      // No copy holds another one.
      { table: "DataCopyPiece", whose: ofTheirs("copyId", "DataCopy"), order: ["copyId", "position"], columns: { ...owner("copyId", "position"), ...secret("sealed") }, afterDeletion: "erased" },
    ],
  },
];
