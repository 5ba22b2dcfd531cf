import { sweep } from "./attempts/sweep.ts";
import type { Sweeper } from "./jobs/sweep-job.ts";
import type { PersonalDataEntry } from "./personal-data/entry.ts";
import { type GuestJoin, guestJoin, sweepGuests } from "./shop/guest-session.ts";
import { shopPersonalData } from "./shop/personal-data.ts";

/**
 * All personal data of this installation, the shop's included: the one place that knows every folder holding some.
 * Imported by app, server, scripts and jobs only, so that nothing in lib depends on the shop.
 */
export const personalDataEntries: readonly PersonalDataEntry[] = [...shopPersonalData];

/** What runs once a minute. */
export const sweepers: readonly Sweeper[] = [sweep, sweepGuests];

/** What a sign-in runs in its transaction so that the guest of this browser, if there is one, joins the user. */
export function joinGuest(token: string | null): GuestJoin {
  return guestJoin(token, personalDataEntries);
}
