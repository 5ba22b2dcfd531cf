import { pathOf, signInWithAmazon } from "../fixtures/journey.ts";
import { accountIdOf } from "../fixtures/linking.ts";
import { newPersona } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import { amazonPage, changeAtAmazon, updateByRequest } from "../fixtures/reconnect.ts";
import { control } from "../fixtures/sandbox-control.ts";
import { t } from "#lib/i18n/index.ts";

/** What Amazon tells us where it is asked for a number alone. */

test.use({ setting: { environment: { AUTH_AMAZON_SCOPE: "profile:user_id" } } });

test("says what it cannot do, and a postal code can be fetched all the same", async ({ stack, open }) => {
  const [browser, persona] = [open(), newPersona(stack)];
  await changeAtAmazon(stack, persona, { postalCode: "00501" });
  await signInWithAmazon(stack, browser, persona);
  const page = await browser.get(amazonPage);
  expect(page.body).toContain(t("amazon.held.numberOnly"));
  expect(page.body).not.toContain(t("amazon.held.update"));
  const started = await browser.post(amazonPage, { action: "postal_code" });
  const authorizationUrl = started.headers.get("location") ?? "";
  expect(new URL(authorizationUrl).searchParams.get("scope")).toBe("profile:user_id postal_code");
  const { redirectUrl } = (await control(stack, "POST", "authorize", { authorizationUrl, userId: persona.userId, decision: "allow" })) as { redirectUrl: string };
  const { pathname, search } = new URL(redirectUrl);
  expect(pathOf(await browser.get(pathname + search))).toBe(`${amazonPage}?done=postal_code_fetched`);
  expect((await browser.get(amazonPage)).body).toContain("00501");
  expect(pathOf(await updateByRequest(stack, browser, persona))).toBe(`${amazonPage}?done=profile_up_to_date`);
  expect(await accountIdOf(stack, persona)).toBeDefined();
});
