import { env } from "../env.ts";
import { noteShown } from "../events/note.ts";
import { clientLabels, isRobot } from "../sessions/device.ts";
import { requestContext } from "../telemetry/request-context.ts";

/** Whether a person is likely to look at what is being answered; nobody can tell without our listener. */
export function isLookedAt(): boolean {
  return requestContext()?.view ?? true;
}

/** Counts that the sign-in page is shown, unless a program asked for it or a browser looks ahead. Costs no statement. */
export function countShown(userAgent: string | null): void {
  if (isLookedAt() && !isRobot(userAgent)) noteShown({ ...clientLabels(userAgent), region: env().AUTH_AMAZON_REGION });
}
