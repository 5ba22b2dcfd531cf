import { expect, test } from "vitest";
import { type CopyAtHand, decideFetch } from "./decide-fetch.ts";

const now = new Date("2026-11-27T10:00:00.000Z");
const later = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
const vera = { id: "session", userId: "vera" };
const copy: CopyAtHand = { userId: "vera", sessionId: "session", status: "ready", expires: later(60), fetchedAt: null, fetchSessionId: null };
const begun = { fetchedAt: later(-599), fetchSessionId: "session" };

test.each<[string, Partial<CopyAtHand> | null, Partial<typeof vera>, string]>([
  ["is given to the session that asked", {}, {}, "give"],
  ["wants a fresh proof of another session of its owner", {}, { id: "other" }, "prove"],
  ["does not exist for anybody else", {}, { userId: "mal" }, "missing"],
  ["does not exist for anybody else, whatever became of it", { status: "fetched" }, { userId: "mal" }, "missing"],
  ["is unknown", null, {}, "missing"],
  ["is over at its end", { expires: now }, {}, "copy_over"],
  ["is over when it was ended", { status: "expired" }, {}, "copy_over"],
  ["is over when it was voided", { status: "voided" }, {}, "copy_over"],
  ["is over when making it anew has begun", { status: "making", expires: null }, {}, "copy_over"],
  ["is used once a transfer was whole", { status: "fetched" }, {}, "copy_used"],
  ["is given again to the session that began, for ten minutes", begun, {}, "give"],
  ["is used ten minutes after it was begun", { ...begun, fetchedAt: later(-600) }, {}, "copy_used"],
  ["is used for every other session once one has begun", begun, { id: "other" }, "copy_used"],
  ["is used for the session that asked once another one has begun", { ...begun, fetchSessionId: "other" }, {}, "copy_used"],
  ["is over at its end, also for who began before", { ...begun, expires: now }, {}, "copy_over"],
])("a copy %s", (_what, change, session, end) => {
  const decision = decideFetch(change && { ...copy, ...change }, { ...vera, ...session }, now);
  expect("outcome" in decision ? decision.outcome : decision.kind).toBe(end);
});
