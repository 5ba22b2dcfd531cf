import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { keys, newUser, now } from "../accounts/test-people.ts";
import { type Database, database as openDatabase } from "../db/client.ts";
import { noticeKinds, noticeMail, noticeTo, queueNotice } from "./notices.ts";
import { newestMail, waitingMails } from "./test-mails.ts";

let database: Database;

testInstallation(async () => ({ SITE_NAME: "Larkspur <b>" }));
beforeAll(() => void (database = openDatabase()));

const newAddress = () => `vera.${randomUUID()}@shop.example`;

test.each(noticeKinds)("says what %s means, when it was, and what to do if it was not you", (kind) => {
  const mail = noticeMail("vera@shop.example", kind, now);
  expect(mail.to).toBe("vera@shop.example");
  expect(mail.subject).toContain("Larkspur <b>");
  for (const body of [mail.text, mail.html]) {
    expect(body).toContain("23 November 2026 at 10:00");
    expect(body).toContain("UTC");
    expect(body).toContain("not you");
    // The mail of a lock leads straight to where it is opened: signing in the usual way would be refused.
    const more = { account_locked: ["http://localhost:3000/signin/unlock"], amazon_ended: ["http://localhost:3000/account/sign-in-methods/amazon"], copy_ready: ["http://localhost:3000/account/privacy/copy"] };
    const links = [...(kind in more ? more[kind as keyof typeof more] : []), "http://localhost:3000/help/sign-in#not-me"];
    expect(body.match(/https?:[^\s"<]*/g)).toEqual(links);
    expect(body).not.toContain("vera");
  }
  expect(mail.html).not.toContain("<b>");
});

test("offers the way back on the configured origin where there is one", () => {
  const mail = noticeMail("vera@shop.example", "email_changed", now, { undoPath: "/signin/undo-change?token=x" });
  expect(mail.text).toContain("Take the change back:\nhttp://localhost:3000/signin/undo-change?token=x\n");
  expect(mail.html).toContain(`href="http://localhost:3000/signin/undo-change?token=x"`);
  expect(mail.text).toContain("7 days");
});

test("offers, of a merge, to take the accounts apart", () => {
  const { text } = noticeMail("vera@shop.example", "accounts_merged", now, { undoPath: "/signin/undo-merge?token=x" });
  expect(text).toContain("Take the accounts apart:\nhttp://localhost:3000/signin/undo-merge?token=x\n");
  expect(text).toContain("For 7 days");
  expect(text).not.toContain("Take the change back");
});

test("says, of a sign-in in a new browser, when, in which browser and how it was, as text", () => {
  const { text, html } = noticeMail("vera@shop.example", "new_browser", now, { undoPath: "/signin/not-me?token=x", signIn: { device: "Firefox on Windows", method: "<b>Sample Id</b>" } });
  expect(text).toContain("When: 23 November 2026 at 10:00 UTC.\n\nWhere: Firefox on Windows.\n\nHow: with <b>Sample Id</b>.\n");
  expect(text).toContain("It was not me:\nhttp://localhost:3000/signin/not-me?token=x\n");
  expect(html).toContain("Where: Firefox on Windows.");
  expect(html).not.toContain("<b>");
});

test("goes to the proved address of a user, once, and only when the deed commits", async () => {
  const address = newAddress();
  const userId = await newUser(database, { email: address, provedEmail: address });
  await expect(
    database.transaction(async (tx) => {
      await noticeTo(tx, userId, "passkey_added", { now, keys });
      throw new Error("no commit");
    }),
  ).rejects.toThrow("no commit");
  expect(await newestMail(database, address, keys)).toBeUndefined();
  expect(await database.transaction((tx) => noticeTo(tx, userId, "passkey_added", { now, keys }))).toBe(true);
  expect((await waitingMails(database, keys)).filter(({ to }) => to === address)).toMatchObject([{ subject: "A passkey was added to your Larkspur <b> account" }]);
});

test("goes nowhere for a user without a proved address: the other one may be a stranger's", async () => {
  const address = newAddress();
  const userId = await newUser(database, { email: address });
  for (const id of [userId, randomUUID()]) expect(await database.transaction((tx) => noticeTo(tx, id, "account_linked", { now, keys }))).toBe(false);
  expect(await newestMail(database, address, keys)).toBeUndefined();
});

test("waits for a day, and not longer", async () => {
  const address = newAddress();
  await database.transaction((tx) => queueNotice(tx, address, "password_set", { now, keys }));
  const { rows } = await database.pool.query<{ expires: string }>(`SELECT data->>'expires' AS expires FROM jobs.job WHERE name = 'mail' ORDER BY created_on DESC LIMIT 1`);
  expect(rows).toEqual([{ expires: "2026-11-24T10:00:00.000Z" }]);
});
