import { sweep } from "./attempts/sweep.ts";
import type { Worker } from "./jobs/queue.ts";
import type { Sweeper } from "./jobs/sweep-job.ts";
import { mailWorker } from "./mail/queue.ts";
import type { PersonalDataEntry } from "./personal-data/entry.ts";
import { type GuestJoin, guestJoin, sweepGuests } from "./shop/guest-session.ts";
import { shopPersonalData } from "./shop/personal-data.ts";

/**
 * All personal data of this installation, the shop's included: the one place that knows every folder holding some.
 * Imported by app, server, scripts and jobs only, so that nothing in lib depends on the shop.
 */
export const personalDataEntries: readonly PersonalDataEntry[] = [...shopPersonalData];

/**
 * Tables that name a person but belong to no entry, each with the reason. They are the account system's own: it moves,
 * lists and erases them itself.
 */
export const accountTables: Readonly<Record<string, string>> = {
  Account: "linked accounts are moved and unlinked by lib/accounts, one by one, with a proof",
  Session: "sessions are never handed on: they are ended",
  StepUpGrant: "part of a session, good for minutes",
  MergeProof: "part of a session and of an attempt, good for minutes",
  PasswordCredential: "a way in of one user: never handed on, removed with a proof",
  Passkey: "a way in of one user: never handed on, removed with a proof",
  EmailChange: "the undo of a change of address, gone in days",
  Attempt: "a record of a sign-in, swept by age; its ids lead nowhere once the user is gone",
  ParkedIdentity: "part of an attempt, sealed, and gone with its answer",
  EmailCode: "part of an attempt, gone in minutes",
  AuditSubject: "the map from the audit's pseudonym to the user, which deletion empties",
};

/** What does the jobs that wait in the queue. */
export const workers: readonly Worker[] = [mailWorker];

/** What runs once a minute. */
export const sweepers: readonly Sweeper[] = [sweep, sweepGuests];

/** What a sign-in runs in its transaction so that the guest of this browser, if there is one, joins the user. */
export function joinGuest(token: string | null): GuestJoin {
  return guestJoin(token, personalDataEntries);
}
