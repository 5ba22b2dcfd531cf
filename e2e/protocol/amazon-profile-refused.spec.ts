import { t } from "#lib/i18n/index.ts";
import { linkByRequest } from "../fixtures/linking.ts";
import { newPersona, newProvedUser } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import { updateByRequest } from "../fixtures/reconnect.ts";
import { control } from "../fixtures/sandbox-control.ts";

// A process that was refused asks no more for a minute: it is this file's own.
test.use({ setting: { environment: { SITE_NAME: "Refused" } } });

test("a client that Amazon refuses is our side: nobody is marked, and the page says so", async ({ stack }) => {
  const persona = newPersona(stack);
  const { browser } = await newProvedUser(stack);
  await linkByRequest(stack, browser, persona);
  await stack.sql.query(`UPDATE "Account" SET "expires_at" = 0 WHERE "providerAccountId" = $1`, [persona.userId]);
  await control(stack, "POST", "faults", { endpoint: "token", userId: persona.userId, status: 401, body: `{"error":"invalid_client"}` });
  const answer = await updateByRequest(stack, browser, persona);
  expect([answer.status, answer.body.includes(t("outcomes.profile_misconfigured.title").replaceAll("'", "&#x27;"))]).toEqual([503, true]);
  await control(stack, "DELETE", "faults");
  const { rows } = await stack.sql.query(`SELECT "consentLostAt" FROM "Account" WHERE "providerAccountId" = $1`, [persona.userId]);
  expect(rows).toEqual([{ consentLostAt: null }]);
});
