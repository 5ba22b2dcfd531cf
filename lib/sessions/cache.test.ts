import { expect, test } from "vitest";
import { cacheLimits, everybody, SessionCache } from "./cache.ts";
import type { SessionRow } from "./check.ts";

const at = new Date("2026-01-01T00:00:00.000Z");
const row = (userId: string, id = "session"): SessionRow => ({ id, userId, method: "password", authenticatedAt: at, lastSeenAt: at, expires: at, shared: false, name: null, email: null, emailProved: false, notices: false, noticeChangedAt: null, status: "active" });

function trusted() {
  let now = 0;
  const cache = new SessionCache(() => now);
  cache.trust(now);
  return { cache, put: (hash: string, userId: string) => cache.put(hash, row(userId), cache.mark()), move: (milliseconds: number) => void (now += milliseconds), heartbeat: () => cache.trust(now) };
}

test("holds what was read, and gives it for its own token only", () => {
  const { cache, put } = trusted();
  put("a", "vera");
  expect(cache.get("a")).toEqual(row("vera"));
  expect(cache.get("b")).toBeUndefined();
});

test("holds nothing and gives nothing while nobody tells of changes", () => {
  const cache = new SessionCache(() => 0);
  cache.put("a", row("vera"), cache.mark());
  expect(cache.size).toBe(0);
  const { cache: other, put, move, heartbeat } = trusted();
  put("a", "vera");
  move(cacheLimits.trustMilliseconds);
  expect(other.get("a")).toBeDefined();
  move(1);
  expect(other.get("a")).toBeUndefined();
  // The same heartbeat that was only late has told what changed.
  heartbeat();
  expect(other.get("a")).toBeDefined();
  other.distrust();
  expect([other.get("a"), other.size]).toEqual([undefined, 0]);
});

test("is believed for less than a second", () => {
  expect(cacheLimits.trustMilliseconds).toBeLessThan(1_000);
});

test("forgets the sessions of a user about whom something changed, and nobody else's", () => {
  const { cache, put } = trusted();
  for (const [hash, userId] of [["a", "vera"], ["b", "vera"], ["c", "kim"]] as const) put(hash, userId);
  cache.changed("vera");
  expect([cache.get("a"), cache.get("b")]).toEqual([undefined, undefined]);
  expect(cache.get("c")).toEqual(row("kim"));
  cache.changed(everybody);
  expect(cache.size).toBe(0);
});

test("does not hold what was read before something changed", () => {
  for (const change of [(cache: SessionCache) => cache.changed("vera"), (cache: SessionCache) => cache.clear(), (cache: SessionCache) => cache.distrust()]) {
    const { cache } = trusted();
    const mark = cache.mark();
    change(cache);
    cache.trust(0);
    cache.put("a", row("vera"), mark);
    expect(cache.get("a")).toBeUndefined();
  }
});

test("asks again after five minutes, whatever was heard", () => {
  const { cache, put, move, heartbeat } = trusted();
  put("a", "vera");
  move(cacheLimits.maxAgeMilliseconds);
  heartbeat();
  expect(cache.get("a")).toBeDefined();
  move(1);
  heartbeat();
  expect(cache.get("a")).toBeUndefined();
});

test("never holds more than its bound, and lets go of what was used longest ago", () => {
  const { cache, put } = trusted();
  for (let index = 0; index < cacheLimits.most; index += 1) put(`hash-${index}`, `user-${index}`);
  cache.get("hash-0");
  put("one more", "vera");
  expect(cache.size).toBe(cacheLimits.most);
  expect([cache.get("hash-0"), cache.get("hash-1"), cache.get("one more")]).toEqual([row("user-0"), undefined, row("vera")]);
});

test("holds a fact about somebody whose session is held, until something about them changes", async () => {
  const { cache, put, move, heartbeat } = trusted();
  let count = 0;
  const bag = async (userId = "vera") => await cache.held(userId, "bag", async () => (count += 1));
  // Nobody's session is held yet, so nothing else is.
  expect([await bag(), await bag()]).toEqual([1, 2]);
  put("a", "vera");
  expect([await bag(), await bag()]).toEqual([3, 3]);
  expect(await cache.held("vera", "other", async () => "another fact")).toBe("another fact");
  expect(await bag()).toBe(3);
  cache.changed("kim");
  expect(await bag()).toBe(3);
  cache.changed("vera");
  put("a", "vera");
  expect([await bag(), await bag()]).toEqual([4, 4]);
  // Not believed, and not held, while nobody tells of changes.
  move(cacheLimits.trustMilliseconds + 1);
  expect([await bag(), await bag()]).toEqual([5, 6]);
  heartbeat();
  expect(await bag()).toBe(4);
  cache.clear();
  put("a", "vera");
  expect(await bag()).toBe(7);
});

test("holds no fact that was read before something changed, none for too long, and none of whoever is dropped", async () => {
  const { cache, put, move, heartbeat } = trusted();
  put("a", "vera");
  expect(await cache.held("vera", "bag", async () => { cache.changed("kim"); return 1; })).toBe(1);
  expect(await cache.held("vera", "bag", async () => 2)).toBe(2);
  move(cacheLimits.maxAgeMilliseconds + 1);
  heartbeat();
  expect(await cache.held("vera", "bag", async () => 3)).toBe(3);
  for (let index = 0; index <= cacheLimits.most; index += 1) put(`hash ${index}`, `user ${index}`);
  expect(await cache.held("vera", "bag", async () => 4)).toBe(4);
  await expect(cache.held("user 9", "bag", async () => { throw new Error("an outage"); })).rejects.toThrow("an outage");
  expect(await cache.held("user 9", "bag", async () => 5)).toBe(5);
});
