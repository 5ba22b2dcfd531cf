import { tellAudit } from "../fixtures/bent-rows.ts";
import { showsNobody } from "../fixtures/guarded.ts";
import type { HttpBrowser } from "../fixtures/http-browser.ts";
import { parameter, sessionOf } from "../fixtures/journey.ts";
import { newOwner } from "../fixtures/owner.ts";
import { goodPassword, newPasswordUser } from "../fixtures/passwords.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** Every form that takes an id, sent by somebody who is signed in and has just proved who they are, with the ids of somebody else: WP-02, SC-07. */

test.describe.configure({ timeout: 120_000 });

const methods = "/account/sign-in-methods";

/** All rows of a user, whatever table they are in, as text. */
async function rowsOf(stack: Stack, userId: string): Promise<Record<string, string | null>> {
  const { rows: tables } = await stack.sql.query<{ name: string }>(`SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'userId' AND table_name <> 'SessionChange' ORDER BY 1`);
  const found: Record<string, string | null> = {};
  for (const name of ["User", ...tables.map((table) => table.name)]) {
    const { rows } = await stack.sql.query<{ text: string | null }>(`SELECT string_agg(t::text, E'\\n' ORDER BY t::text) AS text FROM "${name}" t WHERE "${name === "User" ? "id" : "userId"}"::text = $1`, [userId]);
    found[name] = rows[0]?.text ?? null;
  }
  return found;
}

const idIn = async (stack: Stack, table: string, userId: string, column = "userId") => (await stack.sql.query<{ id: string }>(`SELECT "id" FROM "${table}" WHERE "${column}" = $1 LIMIT 1`, [userId])).rows[0]?.id ?? "none";

/** The forms with an id, each with one of hers; and where a form knows several steps, each of them. */
async function formsWithIds(stack: Stack, userId: string, attempts: readonly string[]): Promise<[string, Record<string, string>][]> {
  const [address, passkey, account, session, notice, merge] = [await idIn(stack, "Address", userId), await idIn(stack, "Passkey", userId), await idIn(stack, "Account", userId), await idIn(stack, "Session", userId), await idIn(stack, "UserNotice", userId), await idIn(stack, "MergeJournal", userId, "keptUserId")];
  expect([address, passkey, account, session, notice, merge]).not.toContain("none");
  const newAddress = { name: "Mal", line1: "1 Mal Street", city: "Maltown", postalCode: "12345", country: "US" };
  const ofAttempts = attempts.flatMap((attempt): [string, Record<string, string>][] => [
    [`${methods}/link/confirm`, { attempt, action: "link" }],
    [`${methods}/link/confirm`, { attempt, action: "replace" }],
    [`${methods}/email`, { action: "verify", attempt, code: "123456" }],
    [`${methods}/email`, { action: "resend", attempt }],
    ["/reauthenticate", { action: "verify_code", attempt, code: "123456" }],
    ["/reauthenticate", { action: "resend_code", attempt }],
    ["/account/merge", { action: "verify_code", attempt, code: "123456" }],
    ["/account/merge/preview", { attempt }],
    ["/signin/verify", { attempt, code: "123456" }],
    ["/signin/existing", { attempt, action: "not_mine" }],
    ["/signin/switch", { attempt, action: "switch" }],
    ["/signin/keep", { attempt, action: "keep" }],
    ["/signin/yours", { attempt, action: "not_mine" }],
    ["/signin/password/new", { attempt, code: "123456", password: goodPassword }],
  ]);
  return [
    ["/addresses", { action: "remove", address }],
    ["/addresses", { action: "default", address }],
    [`/addresses/${address}`, newAddress],
    ["/checkout", { action: "place", address }],
    ["/account", { action: "dismiss", notice }],
    [`${methods}/passkey/rename`, { passkey, name: "Mal was here" }],
    [`${methods}/passkey/remove`, { passkey }],
    [`${methods}/unlink`, { account }],
    [`${methods}/link`, { provider: "amazon", intent: "reconnect", account }],
    [`${methods}/amazon`, { action: "postal_code", account }],
    [`${methods}/amazon`, { action: "update", account }],
    [`${methods}/amazon`, { action: "forget_postal_code", account }],
    [`${methods}/amazon`, { action: "take_name", account }],
    [`${methods}/amazon`, { action: "take_email", account }],
    ["/account/sessions", { session }],
    ["/account/merge/undo", { merge }],
    ...ofAttempts,
  ];
}

/** The same with fields that no form asks for. */
const withMore = (fields: Record<string, string>, userId: string) => ({ ...fields, userId, user: userId, id: userId, role: "admin", "__proto__[userId]": userId });

test("with the ids of somebody else no form changes a row of theirs, or says a word of them", async ({ stack, open }) => {
  const vera = await newOwner(stack, open);
  const userId = (await sessionOf(vera.browser))?.user.id ?? "";
  await stack.sql.query(`INSERT INTO "UserNotice" ("id", "userId", "code", "values") VALUES (gen_random_uuid(), $1, 'email_moved', '{"email":"old@example.test"}')`, [userId]);
  await tellAudit(stack, userId, "email.moved");
  const attempts = [...new Set(vera.pages.map((page) => parameter(page, "attempt")).filter((attempt) => attempt !== ""))];
  expect(attempts.length).toBeGreaterThanOrEqual(5);
  const forms = await formsWithIds(stack, userId, attempts);
  const before = await rowsOf(stack, userId);
  const mal = await newPasswordUser(stack, { browser: open() });
  await stack.sql.query(`DELETE FROM "RateLimit"`);
  const send = async (browser: HttpBrowser, path: string, fields: Record<string, string>) => {
    const answer = await browser.post(path, fields);
    expect(answer.status, `${path} ${JSON.stringify(fields)}`).toBeLessThan(500);
    showsNobody(answer, vera.secrets);
  };
  for (const [path, fields] of forms) {
    await send(mal.browser, path, fields);
    await send(mal.browser, path, withMore(fields, userId));
    expect((await sessionOf(mal.browser))?.user.id, path).toBe(mal.userId);
  }
  expect(await rowsOf(stack, userId)).toEqual(before);
});
