import { sweepNotices } from "./accounts/user-notices.ts";
import { sweepMerges } from "./accounts/merge/sweep.ts";
import { sweepAudit } from "./audit/retention.ts";
import { sweep } from "./attempts/sweep.ts";
import { sweepEndedSessions } from "./sessions/ended-session.ts";
import { sweepKnownBrowsers } from "./sessions/known-browser.ts";
import { sweepSessionChanges } from "./sessions/change-feed.ts";
import type { Worker } from "./jobs/queue.ts";
import type { Sweeper } from "./jobs/sweep-job.ts";
import { mailWorker } from "./mail/queue.ts";
import type { PersonalDataEntry } from "./personal-data/entry.ts";
import { carryBag } from "./shop/carry-bag.ts";
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
  User: "the person's own record: a merge decides name and address field by field, and leaves a tombstone",
  Account: "linked accounts are unlinked one by one, with a proof; all of them move when users are merged",
  Session: "sessions are never handed on: they are ended",
  SessionChange: "whose sessions changed in the last minutes, for the processes that hold them in memory; then it is gone",
  KnownBrowser: "the browsers in which a user has signed in, so that others are told of; a merge leaves them, deletion erases them",
  StepUpGrant: "part of a session, good for minutes",
  MergeProof: "part of a session and of an attempt, good for minutes",
  PasswordCredential: "goes with the address that it is entered with when users are merged; removed with a proof",
  Passkey: "all of them move when users are merged; removed one by one, with a proof",
  EmailChange: "the undo of a change of address, gone in days; goes with the address",
  UserNotice: "told to one user alone, or to whoever is one with them after a merge; gone when they have read it, with them, or after a year",
  MergeJournal: "what a merge did, for its undo: it stays with the two of that merge, also when they are merged once more; gone after 30 days with the tombstone, or with either user",
  Attempt: "a record of a sign-in, swept by age; its ids lead nowhere once the user is gone",
  ParkedIdentity: "part of an attempt, sealed, and gone with its answer",
  EmailCode: "part of an attempt, gone in minutes",
  AuditSubject: "the map from the audit's pseudonym to the user, which deletion empties",
};

/** What does the jobs that wait in the queue. */
export const workers: readonly Worker[] = [mailWorker];

/** What runs once a minute. */
export const sweepers: readonly Sweeper[] = [sweep, sweepSessionChanges, sweepEndedSessions, sweepKnownBrowsers, sweepAudit, sweepNotices, sweepGuests, (db, now) => sweepMerges(db, now, personalDataEntries)];

/** What switching to another account runs in its transaction, so that the bag comes along as a guest's. */
export const carryGuestBag = carryBag;

/** What a sign-in runs in its transaction so that the guest of this browser, if there is one, joins the user. */
export function joinGuest(token: string | null): GuestJoin {
  return guestJoin(token, personalDataEntries);
}
