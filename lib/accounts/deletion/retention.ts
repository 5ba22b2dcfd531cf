import { countDue, type Due, type Retention } from "../../db/due.ts";
import { logEvent } from "../../telemetry/log.ts";
import { type Erasing, sweepDeletions } from "./erase.ts";

const due: Due = { kind: "deletions", table: "Deletion", column: "dueAt", seconds: 0 };

/** More than any installation has. */
const all = 1_000_000;

/** Accounts whose cooling-off is over: each goes with all that is held of it. */
export const deletionRetention = (erasing: Erasing): Retention => ({
  kind: due.kind,
  count: async (db, now, most) => await countDue(db, due, now, most),
  async remove(db, now) {
    const { count } = await countDue(db, due, now, all);
    for (let left = count, before = left + 1; left > 0 && left < before; ) {
      // One that fails is tried again by the sweep, and holds up nothing else that is due.
      await sweepDeletions(db, now, erasing).catch((error: unknown) => logEvent("job.failed", { job: "deletions", error: (error as Error).name }, "error"));
      before = left;
      left = (await countDue(db, due, now, all)).count;
    }
    return count - (await countDue(db, due, now, all)).count;
  },
});
