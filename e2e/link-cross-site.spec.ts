import { selfPostingForm, test } from "./fixtures/hostile-site.ts";
import { HttpBrowser } from "./fixtures/http-browser.ts";
import { rowCounts, tokenCalls, parameter } from "./fixtures/journey.ts";
import { comeBackToLink, comeToConfirm, confirmPage, linkAmazon, methodsPage, signInByCode } from "./fixtures/linking.ts";
import { countUsersOf, newPersona, newProvedUser, userIdOf } from "./fixtures/people.ts";
import { expect } from "./fixtures/test.ts";

/** A hostile page and a signed-in person's browser: nothing is linked, unlinked or confirmed by it. LM-02. */

const sandboxed = { "content-security-policy": "sandbox allow-forms allow-scripts" };

test("a hostile page starts no link, confirms none that waits, and unlinks nothing, by form, frame, picture or script", async ({ victim, stack, hostile }) => {
  const { page } = victim;
  const [ada, waiting] = [newPersona(stack), newPersona(stack)];
  const { userId } = await signInByCode(victim, stack);
  await linkAmazon(victim, ada);
  const { rows } = await stack.sql.query<{ id: string }>(`SELECT "id" FROM "Account" WHERE "userId" = $1`, [userId]);
  const account = rows[0]?.id ?? "";
  // The strongest position: a link of her own waits for a yes, and her proof is minutes old.
  await comeToConfirm(victim, waiting, "Link another Amazon account");
  const attempt = parameter(page.url(), "attempt");
  const before = await rowCounts(stack);
  const attempts = async () => (await stack.sql.query(`SELECT "id", "status"::text FROM "Attempt" ORDER BY "id"`)).rows;
  const known = await attempts();
  const forms: [string, Record<string, string>][] = [
    [`${methodsPage}/link`, { provider: "amazon", intent: "link" }],
    [`${methodsPage}/link`, { provider: "amazon", intent: "reconnect", account }],
    [confirmPage, { attempt, action: "replace", replaces: account }],
    [confirmPage, { attempt, action: "cancel" }],
    [`${methodsPage}/unlink`, { account }],
  ];
  for (const [path, fields] of forms) {
    const action = stack.appUrl + path;
    hostile.page("/form", selfPostingForm(action, fields));
    hostile.page("/sandboxed", selfPostingForm(action, fields), sandboxed);
    hostile.page("/frame", `<iframe sandbox="allow-forms allow-scripts" srcdoc="${selfPostingForm(action, fields).replaceAll('"', "&quot;")}"></iframe>`);
    hostile.page("/picture", `<img src="${action}?${new URLSearchParams(fields)}"><img src="${action}/submit?${new URLSearchParams(fields)}">`);
    for (const address of [`${hostile.neighbour}/form`, `${hostile.neighbour}/sandboxed`, `${hostile.foreign}/form`]) {
      const [answer] = await Promise.all([page.waitForResponse((response) => new URL(response.url()).pathname === path && response.request().method() === "POST"), page.goto(address).catch(() => undefined)]);
      expect(answer.status(), `${address} to ${path}`).toBe(403);
    }
    for (const address of [`${hostile.neighbour}/frame`, `${hostile.neighbour}/picture`]) await page.goto(address, { waitUntil: "load" }).catch(() => undefined);
    await page.evaluate(async ([to, body]) => await fetch(to ?? "", { method: "POST", mode: "no-cors", credentials: "include", body: new URLSearchParams(body) }).catch(() => undefined), [action, new URLSearchParams(fields).toString()]);
  }
  expect(await rowCounts(stack)).toEqual(before);
  expect(await attempts()).toEqual(known);
  expect([await userIdOf(stack, ada), await countUsersOf(stack, waiting)]).toEqual([userId, { users: 0, accounts: 0 }]);
});

test("a return address of Mal's own link, delivered to a signed-in person, links nothing to her, whatever she has under way", async ({ victim, stack, hostile }) => {
  const { page } = victim;
  const { userId } = await signInByCode(victim, stack);
  const mals = await newProvedUser(stack);
  const evil = newPersona(stack, { name: "Evil" });
  const callback = await comeBackToLink(stack, mals.browser, evil);
  const before = await rowCounts(stack);
  hostile.page("/", `<script>location.href = ${JSON.stringify(stack.appUrl + callback)}</script>`);
  for (const address of [hostile.foreign, hostile.neighbour]) {
    await page.goto(address);
    await expect(victim.heading("This sign-in began somewhere else")).toBeVisible();
  }
  expect(tokenCalls(stack, parameter(callback, "code"))).toEqual([]);
  expect(await rowCounts(stack)).toEqual(before);
  expect((await victim.session())?.user.id).toBe(userId);
  expect(await countUsersOf(stack, evil)).toEqual({ users: 0, accounts: 0 });
  // Nor does a browser of Mal's confirm it with her session alone.
  const thief = new HttpBrowser(stack.appUrl);
  expect((await thief.get(callback)).status).toBe(303);
  expect(await countUsersOf(stack, evil)).toEqual({ users: 0, accounts: 0 });
});
