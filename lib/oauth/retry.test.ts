import { expect, test, vi } from "vitest";
import { AuthError } from "../errors.ts";
import type { ProviderAnswer } from "./fetch.ts";
import { NotSentError } from "./not-sent.ts";
import { jittered, RetryBudget, retryAfterMilliseconds, retryingReads } from "./retry.ts";

const now = new Date("2026-11-26T10:00:00Z");
const ok: ProviderAnswer = { status: 200, contentType: "application/json", body: "{}" };
const busy: ProviderAnswer = { ...ok, status: 503 };
const down = new AuthError("provider_unavailable", "cut");

test.each([
  ["0", 0],
  [" 7 ", 7_000],
  ["120", 120_000],
  ["Thu, 26 Nov 2026 10:00:30 GMT", 30_000],
  ["Thu, 26 Nov 2026 09:00:00 GMT", 0],
  ["-1", undefined],
  ["1.5", undefined],
  ["soon", undefined],
  ["99999999999", undefined],
  ["2026-11-26", undefined],
  ["", undefined],
  [undefined, undefined],
])("reads Retry-After %j as %j milliseconds", (value, milliseconds) => {
  expect(retryAfterMilliseconds(value, now)).toBe(milliseconds);
});

test("spreads those who wait the same time", () => {
  const times = Array.from({ length: 100 }, () => jittered(1_000));
  expect([Math.min(...times) >= 1_000, Math.max(...times) <= 1_500, new Set(times).size > 90]).toEqual([true, true, true]);
});

/** Answers in turn; what is thrown is thrown. */
function scripted(...answers: (ProviderAnswer | Error)[]) {
  let calls = 0;
  const fetch = async () => {
    const next = answers[calls] ?? ok;
    calls += 1;
    if (next instanceof Error) throw next;
    return next;
  };
  return { fetch, calls: () => calls };
}
const reading = (fetch: ReturnType<typeof scripted>["fetch"], budget = new RetryBudget()) => retryingReads(fetch, { budget, firstPauseMilliseconds: 1, mostPauseMilliseconds: 50 });

test.each([
  ["once when it went well", [ok], 1, 200],
  ["again after 503", [busy, ok], 2, 200],
  ["again after 429 and a cut connection", [{ ...ok, status: 429 }, down, ok], 3, 200],
  ["three times at most", [busy, busy, busy, ok], 3, 503],
  ["once when Retry-After wants more than the most", [{ ...busy, retryAfter: "60" }, ok], 1, 503],
  ["again when Retry-After wants no time at all", [{ ...busy, retryAfter: "0" }, ok], 2, 200],
  ["once after 404", [{ ...ok, status: 404 }, ok], 1, 404],
])("asks %s", async (_name, answers, calls, status) => {
  const script = scripted(...answers);
  expect((await reading(script.fetch)("https://api.example/user/profile", {})).status).toBe(status);
  expect(script.calls()).toBe(calls);
});

test("throws what the last try threw, and anything but an outage at once", async () => {
  const cut = scripted(down, down, down);
  await expect(reading(cut.fetch)("https://api.example/", {})).rejects.toBe(down);
  expect(cut.calls()).toBe(3);
  const wrong = scripted(new AuthError("provider_answer_invalid", "a redirect"));
  await expect(reading(wrong.fetch)("https://api.example/", {})).rejects.toThrow("a redirect");
  expect(wrong.calls()).toBe(1);
});

test("what was not sent is not tried again, and costs nobody a try", async () => {
  const [refused, spend] = [scripted(new NotSentError("Amazon is known to be down")), vi.spyOn(RetryBudget.prototype, "spend")];
  await expect(reading(refused.fetch)("https://api.example/", {})).rejects.toBeInstanceOf(NotSentError);
  expect([refused.calls(), spend.mock.calls.length]).toEqual([1, 0]);
  spend.mockRestore();
});

test("sends anything that is no GET once", async () => {
  for (const answer of [busy, down]) {
    const script = scripted(answer, ok);
    await reading(script.fetch)("https://api.example/auth/o2/token", { method: "POST" }).catch(() => undefined);
    expect(script.calls()).toBe(1);
  }
});

test("when everything fails there are hardly more calls than without tries: ten, and one for every five", async () => {
  const budget = new RetryBudget();
  let calls = 0;
  const fetch = reading(async () => ((calls += 1), { ...busy, retryAfter: "0" }), budget);
  for (let asked = 0; asked < 200; asked += 1) await fetch("https://api.example/", {});
  expect(calls).toBeLessThanOrEqual(200 + 10 + 200 / 5);
  expect(calls).toBeGreaterThan(210);
});
