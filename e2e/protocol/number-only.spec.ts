import { comeBack, pathOf, signInWithAmazon } from "../fixtures/journey.ts";
import { newPersona } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import { t } from "#lib/i18n/index.ts";

/** AUTH_AMAZON_SCOPE=profile:user_id as the base: all of it works, and no page speaks of a name or an address that nobody asks for. */

test.use({ setting: { environment: { AUTH_AMAZON_SCOPE: "profile:user_id" } } });

test("signs in, and what is told before, after and in the notice is a number and nothing more", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack, { name: "Ada Lovelace" })];
  const before = await vera.get("/signin");
  expect(before.body).toContain(t("pages.privacy.amazonId"));
  const { callback } = await comeBack(stack, vera, persona);
  expect(pathOf(await vera.get(callback))).toBe("/account");
  const account = await vera.get("/account");
  expect(account.body).toContain(t("account.titleAnonymous"));
  const receipt = await vera.get("/account/privacy");
  expect(receipt.body).toContain(persona.userId);
  expect(receipt.body).toContain(t("privacy.scopes.user_id"));
  expect(receipt.body).toContain(t("privacy.receipt.given"));
  const notice = await vera.get("/privacy");
  expect(before.body).toContain(t("privacy.before.asksNot"));
  for (const { body } of [before, notice]) for (const word of [t("privacy.notice.neverName"), t("privacy.notice.neverEmail")]) expect(body).toContain(`>${word}<`);
  for (const { status, body } of [before, receipt, notice]) {
    expect(status).toBe(200);
    for (const word of [t("pages.privacy.amazonName"), t("pages.privacy.amazonEmail"), t("privacy.scopes.profile"), "Ada Lovelace", t("privacy.receipt.notArrived"), t("privacy.receipt.granted"), t("privacy.before.asks"), t("pages.privacy.amazonAsksAgain")]) expect(body).not.toContain(word);
  }
  const { rows } = await stack.sql.query(`SELECT "providerName", "providerEmail", "scope" FROM "Account" WHERE "providerAccountId" = $1`, [persona.userId]);
  expect(rows).toEqual([{ providerName: null, providerEmail: null, scope: "profile:user_id" }]);
  expect(pathOf(await signInWithAmazon(stack, vera, persona))).toBe("/account");
});
