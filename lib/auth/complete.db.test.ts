import { afterEach, expect, test, vi } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { newAttempt } from "../accounts/test-people.ts";
import { database } from "../db/client.ts";
import { AuthError } from "../errors.ts";
import { completeSignIn } from "./complete.ts";
import { noGuest } from "./reauthenticate.ts";
import { TestBrowser } from "./test-browser.ts";
import { visitorOf } from "./visitor.ts";

testInstallation();
afterEach(() => void vi.useRealTimers());

test("a sign-in that meets a merge and runs again has the time of its second run, so that its session is younger than the merge", async () => {
  const attempt = await newAttempt(database(), { at: new Date() });
  vi.useFakeTimers({ toFake: ["Date"] });
  const began = Date.now();
  const times: number[] = [];
  await completeSignIn(attempt, visitorOf(new TestBrowser().request("/signin")), noGuest, async (_tx, { now }) => {
    times.push(now.getTime() - began);
    vi.setSystemTime(began + 5_000);
    if (times.length === 1) throw new AuthError("user_merged", "merged while the sign-in ran");
    return { kind: "refused", outcome: "attempt_expired" };
  });
  expect(times).toEqual([0, 5_000]);
});
