import { alertSweeper } from "./alerts/look.ts";
import { webhookWorker } from "./alerts/webhook.ts";
import { undoSeconds } from "./accounts/address-change.ts";
import { notMeLinkSeconds } from "./accounts/compromise.ts";
import { dueNotices, noticeKeptSeconds, sweepNotices } from "./accounts/user-notices.ts";
import { undoMergeSeconds } from "./accounts/merge/journal.ts";
import { mergeRetention, sweepMerges } from "./accounts/merge/sweep.ts";
import { auditKeptSeconds, auditRetention, sweepAudit } from "./audit/retention.ts";
import { attemptKeptSeconds, dueOfAttempts, expireAttempts, removeOldAttempts } from "./attempts/sweep.ts";
import { attemptTimes } from "./attempts/times.ts";
import { type Db, database } from "./db/client.ts";
import { byAge, type Retention } from "./db/due.ts";
import { sweepDeletions } from "./accounts/deletion/erase.ts";
import { deletionRetention } from "./accounts/deletion/retention.ts";
import { deletionTimes } from "./accounts/deletion/times.ts";
import { observeInstallation } from "./doctor/observations.ts";
import { dueSums, sweepEvents } from "./events/rollup.ts";
import { dueEndedSessions, endedSessionSeconds, sweepEndedSessions } from "./sessions/ended-session.ts";
import { dueKnownBrowsers, knownBrowserSeconds, sweepKnownBrowsers } from "./sessions/known-browser.ts";
import { sessionLimits, sessionRowSeconds } from "./sessions/limits.ts";
import { dueSessions, sweepSessions } from "./sessions/sweep.ts";
import { dueSessionChanges, sweepSessionChanges } from "./sessions/change-feed.ts";
import { queues, type Worker } from "./jobs/queue.ts";
import type { Sweepers } from "./jobs/sweep-job.ts";
import { mailWorker } from "./mail/queue.ts";
import { heldOfAccounts } from "./accounts/personal-data.ts";
import { heldOfAttempts } from "./attempts/personal-data.ts";
import { heldOfAudit } from "./audit/personal-data.ts";
import { heldOfMethods } from "./methods/personal-data.ts";
import type { PersonalDataEntry } from "./personal-data/entry.ts";
import type { HeldData } from "./personal-data/held.ts";
import { noticeFacts, type NoticeFacts, type NoticeSource, noticeVersion } from "./privacy/facts.ts";
import { noteVersion, type PrivacyVersion } from "./privacy/versions.ts";
import { longestLimitSeconds, rateLimits } from "./rate-limit/limits.ts";
import { copyWorker } from "./privacy/copy/make.ts";
import { copyNumbers } from "./privacy/copy/numbers.ts";
import { heldOfCopies } from "./privacy/copy/personal-data.ts";
import { copyRetention, sweepCopies } from "./privacy/copy/sweep.ts";
import { heldOfSessions } from "./sessions/personal-data.ts";
import { heldOfShop } from "./shop/personal-data/held.ts";
import { pulse } from "./token-vault/pulse.ts";
import { carryBag } from "./shop/carry-bag.ts";
import { type GuestJoin, dueGuests, guestJoin, guestMaxAgeSeconds, sweepGuests } from "./shop/guest-session.ts";
import { shopPersonalData } from "./shop/personal-data.ts";

/**
 * All personal data of this installation, the shop's included: the one place that knows every folder holding some.
 * Imported by app, server, scripts and jobs only, so that nothing in lib depends on the shop.
 */
export const personalDataEntries: readonly PersonalDataEntry[] = [...shopPersonalData];

/**
 * Everything that is held about a person, column by column: what a copy shows, what a deletion erases, and what the
 * privacy notice speaks of. A test fails when a column of the database is neither here nor in `tablesOfNobody`.
 */
export const heldData: readonly HeldData[] = [
  ...heldOfAccounts,
  ...heldOfSessions,
  ...heldOfAttempts,
  // Challenges know whose they are by their session or attempt only, so a deletion takes them first.
  ...heldOfMethods,
  ...heldOfAudit,
  ...heldOfShop,
  ...heldOfCopies,
];

/**
 * Every duration that the privacy notice names, in seconds: from the constants that the code goes by, never from prose.
 * The words of `heldData` have a place for each by its name.
 */
export const heldSpans: NoticeSource["spans"] = {
  idle: sessionLimits.idleSeconds,
  absolute: sessionLimits.absoluteSeconds,
  sharedIdle: sessionLimits.sharedIdleSeconds,
  sessionRow: sessionRowSeconds,
  undoAddress: undoSeconds,
  undoMerge: undoMergeSeconds,
  notMeLink: notMeLinkSeconds,
  notices: noticeKeptSeconds,
  knownBrowsers: knownBrowserSeconds,
  attempts: attemptKeptSeconds,
  activity: auditKeptSeconds,
  attemptOpen: attemptTimes.attemptSeconds,
  code: attemptTimes.emailCodeSeconds,
  codeRow: dueOfAttempts.find(({ kind }) => kind === "email_codes")?.seconds ?? 0,
  parked: attemptTimes.parkedIdentitySeconds,
  ended: endedSessionSeconds,
  sessionChange: dueSessionChanges.seconds,
  guest: guestMaxAgeSeconds,
  limits: longestLimitSeconds,
  knownClient: rateLimits.known_client.durationSeconds,
  mail: queues.mail.retentionSeconds + queues.mail.deleteAfterSeconds,
  mailSent: queues.mail.deleteAfterSeconds,
  copies: copyNumbers.liveSeconds,
  copyRows: copyNumbers.rowSeconds,
  deletion: deletionTimes.coolingOffDays * 86_400,
};

/** What the privacy notice is made from, beside the configuration. */
export const noticeSource: NoticeSource = { held: heldData, spans: heldSpans };

/** The facts of the notice of this installation. */
export const ownNoticeFacts = (): NoticeFacts => noticeFacts(noticeSource);

/** Notes that this installation shows its notice. @throws DatabaseUnavailableError */
export async function noteOwnNotice(db: Db = database().db): Promise<readonly PrivacyVersion[]> {
  return await noteVersion(db, noticeVersion(ownNoticeFacts()));
}

/** The columns of every other table: a new one has to be looked at, for it might name somebody. */
export const tablesOfNobody: Readonly<Record<string, readonly string[]>> = {
  Guest: ["id", "tokenHash", "createdAt"],
  EndedSession: ["tokenHash", "reason", "endedAt"],
  PulsePlace: ["at"],
  ProviderHealth: ["provider", "state", "version", "since", "until", "tries", "incidentSince"],
  EventSum: ["at", "unit", "kind", "method", "intent", "device", "browser", "region", "label", "count"],
  EventRollup: ["id", "until"],
  DatabaseClaim: ["id", "appEnv", "amazonClientId", "claimedAt"],
  Observation: ["what", "firstAt", "lastAt"],
  RateLimit: ["key", "points", "expire"],
  PrivacyVersion: ["position", "version", "since"],
  Alert: ["name", "firing", "since", "streak", "value", "lookedAt"],
};

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
  Deletion: "the wish to be deleted, gone with the user or when they keep the account; who waits for it is merged with nobody",
  KeepProof: "part of an attempt, good for minutes",
  EmailChange: "the undo of a change of address, gone in days; goes with the address",
  UserNotice: "told to one user alone, or to whoever is one with them after a merge; gone when they have read it, with them, or after a year",
  MergeJournal: "what a merge did, for its undo: it stays with the two of that merge, also when they are merged once more; gone after 30 days with the tombstone, or with either user",
  Attempt: "a record of a sign-in, swept by age; its ids lead nowhere once the user is gone",
  ParkedIdentity: "part of an attempt, sealed, and gone with its answer",
  EmailCode: "part of an attempt, gone in minutes",
  DataCopy: "asked for by one user; a merge leaves it where it is, and it is gone after a day, its row after a month",
  DataCopyPiece: "part of a copy",
  AuditSubject: "the map from the audit's pseudonym to the user, which deletion empties",
};

/** What does the jobs that wait in the queue. */
export const workers: readonly Worker[] = [mailWorker, webhookWorker, copyWorker({ held: heldData, spans: heldSpans })];

/** What a deletion erases, and how. */
const erasing = { entries: personalDataEntries, held: heldData };

/** What runs once a minute, in this order: the operator is told first, whatever the others take or break. */
export const sweepers: Sweepers = {
  alerts: alertSweeper,
  // Attempts end, then their hours are summed, and only then those that are too old go: also after a long idle.
  expired_attempts: expireAttempts,
  events: sweepEvents,
  attempts: removeOldAttempts,
  sessions: sweepSessions,
  session_changes: sweepSessionChanges,
  ended_sessions: sweepEndedSessions,
  known_browsers: sweepKnownBrowsers,
  audit: sweepAudit,
  notices: sweepNotices,
  guests: sweepGuests,
  copies: sweepCopies,
  observations: observeInstallation,
  merges: (db, now) => sweepMerges(db, now, personalDataEntries),
  privacy_notice: (db) => noteOwnNotice(db),
  deletions: (db, now) => sweepDeletions(db, now, erasing),
  token_vault: pulse,
};

/** As the sweep does: what is left of attempts is summed before any of them goes, also after a long idle. */
async function sumAttempts(db: Db, now: Date): Promise<void> {
  while ((await expireAttempts(db, now)) > 0);
  await sweepEvents(db, now);
}

/** What goes by age, in the order of the sweepers and by their rules, for `npm run retention`. */
export const retentions: readonly Retention[] = [
  byAge(dueSums),
  ...dueOfAttempts.map((due) => byAge(due, due.kind === "attempts" ? sumAttempts : undefined)),
  byAge(dueSessions),
  byAge(dueSessionChanges),
  byAge(dueEndedSessions),
  byAge(dueKnownBrowsers),
  auditRetention,
  byAge(dueNotices),
  byAge(dueGuests),
  copyRetention,
  mergeRetention(personalDataEntries),
  deletionRetention(erasing),
];

/** What switching to another account runs in its transaction, so that the bag comes along as a guest's. */
export const carryGuestBag = carryBag;

/** What a sign-in runs in its transaction so that the guest of this browser, if there is one, joins the user. */
export function joinGuest(token: string | null): GuestJoin {
  return guestJoin(token, personalDataEntries);
}
