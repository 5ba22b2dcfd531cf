import { alerts } from "./alerts.ts";
import { doctor } from "./doctor.ts";
import { funnel } from "./funnel.ts";
import { ops } from "./ops.ts";

/** What only the operator reads. It is in English whatever the language of the site. */
export const operatorWords = { alerts, doctor, funnel, ops } as const;
