import { forgetAmazonFaults } from "../fixtures/amazon-health.ts";
import { expectRecovery, pathOf } from "../fixtures/journey.ts";
import { accountIdOf, linkByRequest } from "../fixtures/linking.ts";
import { newPersona, newProvedUser } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import { amazonPage, changeAtAmazon, endTokensWithRemoval, removeByRequest, updateByRequest } from "../fixtures/reconnect.ts";
import { control } from "../fixtures/sandbox-control.ts";
import { t } from "#lib/i18n/index.ts";

/** Every end of asking Amazon about somebody who is signed in: TK-06, UF-09. */

const title = (code: "consent_needed" | "profile_unavailable" | "profile_answer_invalid" | "profile_other_person") => t(`outcomes.${code}.title`).replaceAll("'", "&#x27;");

test("up to date, and changed: each says so, and the page shows only words of ours for what the address claims", async ({ stack }) => {
  const persona = newPersona(stack);
  const { browser } = await newProvedUser(stack);
  await linkByRequest(stack, browser, persona);
  expect(pathOf(await updateByRequest(stack, browser, persona))).toBe(`${amazonPage}?done=profile_up_to_date`);
  await changeAtAmazon(stack, persona, { name: "Ada King", email: null });
  expect(pathOf(await updateByRequest(stack, browser, persona))).toBe(`${amazonPage}?done=profile_changed&changed=name.email`);
  const made = await browser.get(`${amazonPage}?done=profile_changed&changed=%3Cscript%3E.email.email&refused=unheard_of&ref=%3Cb%3E`);
  expect(made.status).toBe(200);
  expect(made.body).toContain("Amazon told us something new: your address.");
});

test("answers that are of no use mark nobody, and each says whose doing it is and when to come again", async ({ stack }) => {
  const persona = newPersona(stack);
  const { browser } = await newProvedUser(stack);
  await linkByRequest(stack, browser, persona);
  const { userId } = persona;
  const cases = [
    [{ endpoint: "profile", status: 503 }, 503, "profile_unavailable"],
    [{ endpoint: "tokeninfo", status: 429 }, 503, "profile_unavailable"],
    [{ endpoint: "profile", html: true }, 503, "profile_answer_invalid"],
    [{ endpoint: "tokeninfo", aud: "amzn1.application-oa2-client.theirs" }, 409, "profile_other_person"],
    [{ endpoint: "profile", otherUserId: "amzn1.account.SOMEBODYELSE" }, 409, "profile_other_person"],
  ] as const;
  for (const [fault, status, code] of cases) {
    await control(stack, "POST", "faults", { ...fault, userId });
    const answer = await updateByRequest(stack, browser, persona);
    expect([answer.status, answer.body.includes(title(code)), answer.headers.has("retry-after")], JSON.stringify(fault)).toEqual([status, true, code === "profile_unavailable"]);
    await control(stack, "DELETE", "faults");
    await forgetAmazonFaults(stack);
  }
  const { rows } = await stack.sql.query(`SELECT "consentLostAt", "providerName" FROM "Account" WHERE "providerAccountId" = $1`, [userId]);
  expect(rows).toEqual([{ consentLostAt: null, providerName: persona.name }]);
  expect(pathOf(await updateByRequest(stack, browser, persona))).toBe(`${amazonPage}?done=profile_up_to_date`);
});

test("a consent that is gone is said with a way back, and asks Amazon no more", async ({ stack }) => {
  const persona = newPersona(stack);
  const { browser } = await newProvedUser(stack);
  await linkByRequest(stack, browser, persona);
  await endTokensWithRemoval(stack);
  await removeByRequest(stack, persona);
  const callsAbout = () => stack.sandbox.ledger.calls.filter(({ userId }) => userId === persona.userId).length;
  const answers = [await updateByRequest(stack, browser, persona)];
  const before = callsAbout();
  answers.push(await updateByRequest(stack, browser, persona));
  expect(callsAbout()).toBe(before);
  for (const answer of answers) {
    expect([answer.status, answer.body.includes(title("consent_needed"))]).toEqual([409, true]);
    expect(answer.body).toContain(`name="intent" value="reconnect"`);
    expect(answer.body).toContain(`name="account" value="${await accountIdOf(stack, persona)}"`);
  }
  await endTokensWithRemoval(stack, false);
});

test("shows no page to who has no Amazon account or is not signed in, and takes no field that it does not know", async ({ stack, open }) => {
  const { browser } = await newProvedUser(stack);
  expect(pathOf(await browser.get(amazonPage))).toBe("/account/sign-in-methods");
  expect(pathOf(await open().get(amazonPage))).toBe(`/signin?${new URLSearchParams({ returnTo: amazonPage })}`);
  await expectRecovery(browser, await browser.post(amazonPage, { action: "postal_code" }), "input_invalid");
  await linkByRequest(stack, browser, newPersona(stack));
  for (const fields of [{ action: "postal_code", scope: "alexa:all" }, { action: "everything" }, { action: "update", account: "x" }] as Record<string, string>[]) {
    const answer = await browser.post(amazonPage, fields);
    if (fields.action === "postal_code") expect(new URL(answer.headers.get("location") ?? "").searchParams.get("scope")).toBe("profile postal_code");
    else await expectRecovery(browser, answer, "input_invalid");
  }
});
