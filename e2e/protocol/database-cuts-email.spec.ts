import type { Answer, HttpBrowser } from "../fixtures/http-browser.ts";
import { cutEverywhere, type Written } from "../fixtures/cuts.ts";
import { comeBack, parameter, pathOf, sessionOf, signInWithAmazon } from "../fixtures/journey.ts";
import { mailedCodes, newPersona, newProvedUser, userIdOf } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import { parseVaultKeys } from "#lib/crypto/vault-keys.ts";
import { waitingMails } from "#lib/mail/test-mails.ts";
import type { Stack } from "../fixtures/stack.ts";

/** The connection to PostgreSQL breaks at any statement of the collision ladder: asking for the code, and proving with it. DB-01. */

test.use({ setting: { environment: { JOBS: "off" }, worker: true } });
test.beforeEach(({ journal }) => void (journal.faultsExpected = true));
test.afterEach(({ stack }) => stack.wire.restore());
test.describe.configure({ timeout: 300_000 });

/** Somebody whose Amazon address belongs to an existing user, on the ladder. */
async function onTheLadder(stack: Stack, vera: HttpBrowser) {
  // Everybody comes from one client here, and asks for more codes than one client may.
  await stack.sql.query(`DELETE FROM "RateLimit"`);
  const { email, userId } = await newProvedUser(stack);
  const persona = newPersona(stack, { email });
  const { callback } = await comeBack(stack, vera, persona, "/bag");
  const attempt = parameter(pathOf(await vera.get(callback)), "attempt");
  return { email, userId, persona, attempt, page: `/signin/existing?attempt=${attempt}` };
}

const leadsTo = (path: string) => (answer: Answer) => answer.status === 303 && pathOf(answer) === path;

/** What was queued for an address since its owner signed up, oldest first: the code of each mail. */
async function queuedCodes(stack: Stack, email: string): Promise<string[]> {
  const mails = await waitingMails({ pool: stack.sql }, parseVaultKeys([stack.environment.VAULT_KEYS ?? ""]));
  return mails.flatMap(({ to, subject }) => (to === email ? (/^\d{6}/.exec(subject)?.[0] ?? []) : [])).slice(1);
}

async function codesOf(stack: Stack, attempt: string, email: string): Promise<Written> {
  const { rowCount } = await stack.sql.query(`SELECT 1 FROM "EmailCode" WHERE "attemptId" = $1 AND "voidedAt" IS NULL`, [attempt]);
  return { codes: rowCount, mails: (await queuedCodes(stack, email)).length };
}

test("asking for a code that loses its connection at any statement stores a code and queues its mail, or neither, and the second click sends a good one", async ({ stack, open }) => {
  const people: { email: string; mails: number }[] = [];
  await cutEverywhere(stack, { codes: 1, mails: 1 }, async () => {
    const vera = open();
    const { email, userId, attempt, page } = await onTheLadder(stack, vera);
    return {
      act: () => vera.post("/signin/existing", { attempt, action: "send_code" }),
      good: leadsTo(page),
      written: () => codesOf(stack, attempt, email),
      goOn: async (done) => {
        if (!done) expect((await vera.post("/signin/existing", { attempt, action: "send_code" })).status).toBe(303);
        const codes = await queuedCodes(stack, email);
        expect(await codesOf(stack, attempt, email)).toMatchObject({ codes: 1 });
        expect(pathOf(await vera.post("/signin/existing", { attempt, action: "verify", code: codes.at(-1) ?? "" }))).toBe("/bag");
        expect((await sessionOf(vera))?.user.id).toBe(userId);
        people.push({ email, mails: codes.length });
      },
    };
  });
  // What was queued leaves, each mail once. The first one of everybody proved the address long ago; the mailbox keeps
  // the latest 200, so those are asked who came last.
  for (const { email, mails } of people.slice(-40)) expect(await mailedCodes(stack, email, 1 + mails)).toHaveLength(1 + mails);
});

test("a proof on the ladder that loses its connection at any statement links and signs in, or leaves the code as good as before", async ({ stack, open }) => {
  const events = "account.linked email.proved session.created session.created user.created";
  const whole = { status: "succeeded", outcome: "account_linked", used: true, wrongTries: 0, waits: false, accounts: "1", sessions: "2", events };
  await cutEverywhere(stack, whole, async () => {
    const vera = open();
    const { email, userId, persona, attempt } = await onTheLadder(stack, vera);
    await vera.post("/signin/existing", { attempt, action: "send_code" });
    const [code = ""] = await mailedCodes(stack, email, 2);
    const written = async (): Promise<Written> => {
      const { rows } = await stack.sql.query<Written>(
        `SELECT t."status", t."outcome", c."usedAt" IS NOT NULL AS used, c."wrongTries", p."sealed" <> '' AS waits,
          (SELECT count(*) FROM "Account" a WHERE a."userId" = $2) AS accounts, (SELECT count(*) FROM "Session" s WHERE s."userId" = $2) AS sessions,
          (SELECT string_agg(e."type", ' ' ORDER BY e."type") FROM "AuditEvent" e JOIN "AuditSubject" o ON o."subjectId" = e."subjectId" WHERE o."userId" = $2) AS events
        FROM "Attempt" t JOIN "EmailCode" c ON c."attemptId" = t."id" JOIN "ParkedIdentity" p ON p."attemptId" = t."id" WHERE t."id" = $1`,
        [attempt, userId],
      );
      return { ...rows[0] };
    };
    const act = () => vera.post("/signin/existing", { attempt, action: "verify", code });
    return {
      act,
      good: leadsTo("/bag"),
      written,
      goOn: async (done) => {
        const lost = !done && (await written()).status === "succeeded";
        // The very code that was typed is still good, or it has done its work and one click at Amazon signs in.
        if (!done) expect(pathOf(await act())).toBe(lost ? "/signin?returnTo=%2Fbag" : "/bag");
        if (lost) expect(pathOf(await signInWithAmazon(stack, vera, persona, "/bag"))).toBe("/bag");
        expect((await sessionOf(vera))?.user.id).toBe(userId);
        expect(await userIdOf(stack, persona)).toBe(userId);
        expect(await mailedCodes(stack, email)).toHaveLength(2);
      },
    };
  });
});
