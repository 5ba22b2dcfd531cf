import { comeBack, expectRecovery, pathOf, rowCounts, sessionOf, signInWithAmazon, tokenCalls } from "../fixtures/journey.ts";
import { noTransactionOpen } from "../fixtures/outage.ts";
import { countUsersOf, newPersona } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** The web process killed with -9 at every step of a sign-in: PF-01. process.spec.ts has the wait of a reload. */

test.use({ setting: { environment: { JOBS: "off" } } });
test.afterEach(({ stack }) => stack.wire.restore());
test.describe.configure({ timeout: 180_000 });

/** Where somebody stands when the process dies: before a statement is sent, after it was executed, or at Amazon. */
type Place = { name: string; hold: (stack: Stack, person: Person) => Promise<unknown>; atAmazon: boolean; commits: boolean };
type Person = { persona: ReturnType<typeof newPersona>; code: string };

const calls = (stack: Stack, path: string) => stack.sandbox.ledger.calls.filter((call) => call.path === path).length;

/** Amazon's endpoint takes the call and says nothing. */
function hangingAt(endpoint: "token" | "tokeninfo" | "profile", path: string): Place {
  return {
    name: `while ${path} is asked`,
    hold: async (stack, { persona }) => {
      const before = calls(stack, path);
      // The token endpoint knows the person by the code, the others by the access token.
      stack.sandbox.faults.add({ endpoint, userId: persona.userId, times: 1, hang: true });
      await expect.poll(() => calls(stack, path), { intervals: [10] }).toBe(before + 1);
    },
    atAmazon: true,
    commits: false,
  };
}

async function placesOf(stack: Stack, statements: readonly string[]): Promise<Place[]> {
  const last = statements.length;
  const before = statements.map((statement, index): Place => ({
    name: `before ${index + 1}: ${statement.trim().slice(0, 50)}`,
    hold: () => stack.wire.trouble("kept", index + 1),
    atAmazon: index >= 1,
    commits: false,
  }));
  const after = (n: number, rest: Pick<Place, "atAmazon" | "commits">): Place => ({ name: `after ${n}`, hold: () => stack.wire.trouble("unanswered", n), ...rest });
  return [
    ...before,
    after(1, { atAmazon: false, commits: false }),
    after(last, { atAmazon: true, commits: true }),
    hangingAt("token", "/auth/o2/token"),
    hangingAt("tokeninfo", "/auth/o2/tokeninfo"),
    hangingAt("profile", "/user/profile"),
  ];
}

test("killed at any step of a first sign-in: nothing is half done, the code is never sent twice, and at most one click signs in", async ({ stack, open }) => {
  const prepared = async () => {
    const [vera, persona] = [open(), newPersona(stack)];
    return { vera, persona, ...(await comeBack(stack, vera, persona, "/bag")) };
  };
  const first = await prepared();
  const statements = stack.wire.record();
  expect(pathOf(await first.vera.get(first.callback))).toBe("/bag");
  const places = await placesOf(stack, [...statements]);
  stack.wire.restore();
  expect(places.length).toBeGreaterThan(12);
  const people: (Awaited<ReturnType<typeof prepared>> & { place: Place })[] = [];
  // Each of them keeps a connection of the ten, and the process must die before the first of them is given up.
  const atOnce = 5;
  while (people.length < places.length) {
    const chosen = places.slice(people.length, people.length + atOnce);
    const arrived = await Promise.all(chosen.map(prepared));
    const before = await rowCounts(stack);
    const pending: Promise<number | undefined>[] = [];
    for (const [index, place] of chosen.entries()) {
      const person = arrived[index] as (typeof arrived)[number];
      const held = place.hold(stack, person);
      pending.push(person.vera.get(person.callback).then(({ status }) => status, () => undefined));
      await held;
      people.push({ ...person, place });
    }
    await stack.web.stop("SIGKILL");
    expect(await Promise.all(pending), "nobody was answered before the kill").toEqual(pending.map(() => undefined));
    stack.wire.restore();
    await noTransactionOpen(stack);
    const committed = chosen.filter(({ commits }) => commits).length;
    const after = await rowCounts(stack);
    expect([after.User, after.Account, after.Session]).toEqual([before.User, before.Account, before.Session].map((count) => (count ?? 0) + committed));
    await stack.restartWeb();
  }
  // Who was killed while the code may have been on its way waits for a twin, 12 s at most, for which this test does not.
  await stack.sql.query(`UPDATE "Attempt" SET "claimedAt" = now() - interval '15 seconds' WHERE "status" = 'claimed'`);
  for (const { vera, persona, callback, code, place } of people) {
    await test.step(place.name, async () => {
      expect(tokenCalls(stack, code)).toHaveLength(place.atAmazon ? 1 : 0);
      const reload = await vera.get(callback);
      if (reload.headers.get("location")?.endsWith("/bag")) expect(place.name).toMatch(/^before 1:/);
      else {
        const page = await expectRecovery(vera, reload, "attempt_used");
        expect(page.body).toContain('action="/api/auth/signin/amazon"');
        expect(page.body).toContain('name="returnTo" value="/bag"');
        expect(await sessionOf(vera)).toBeNull();
        // The same reload again leads to the same page: no loop.
        await expectRecovery(vera, await vera.get(callback), "attempt_used");
        expect(pathOf(await signInWithAmazon(stack, vera, persona, "/bag"))).toBe("/bag");
      }
      expect((await sessionOf(vera))?.user.name).toBe(persona.name);
      expect(tokenCalls(stack, code).length).toBeLessThanOrEqual(1);
      expect(await countUsersOf(stack, persona)).toEqual({ users: 1, accounts: 1 });
    });
  }
});
