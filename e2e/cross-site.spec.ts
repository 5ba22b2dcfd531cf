import type { Page } from "@playwright/test";
import { forms, userForms } from "./fixtures/endpoints.ts";
import { selfPostingForm, test } from "./fixtures/hostile-site.ts";
import { HttpBrowser } from "./fixtures/http-browser.ts";
import { comeBack, rowCounts, tokenCalls } from "./fixtures/journey.ts";
import { newPersona } from "./fixtures/people.ts";
import { expect } from "./fixtures/test.ts";

/** What a hostile page can make a signed-in person's browser do, in a real browser: WP-09, OA-02. */

/** Shows a hostile page and returns the answer that the shop gave to what it sent. */
async function sentBy(page: Page, address: string, path: string): Promise<{ status: number; method: string }> {
  const [response] = await Promise.all([page.waitForResponse((answer) => new URL(answer.url()).pathname === path && answer.request().method() === "POST"), page.goto(address).catch(() => undefined)]);
  return { status: response.status(), method: response.request().method() };
}

// Every form, in every way: on a busy machine they take their time.
test.describe.configure({ timeout: 240_000 });

test("forms that post themselves from other sites, neighbours and sandboxes are refused, and nothing changes", async ({ victim, stack, hostile }) => {
  const { page } = victim;
  const ada = newPersona(stack);
  await victim.signInWithAmazon(ada);
  const before = await rowCounts(stack);
  for (const { path, fields } of [...forms, ...userForms]) {
    const action = stack.appUrl + path;
    hostile.page("/form", selfPostingForm(action, fields));
    hostile.page("/text", selfPostingForm(action, { [`{"a":"`]: `b"}` }, "text/plain"));
    hostile.page("/files", selfPostingForm(action, fields, "multipart/form-data"));
    hostile.page("/silent", selfPostingForm(action, fields), { "referrer-policy": "no-referrer" });
    hostile.page("/sandboxed", selfPostingForm(action, fields), { "content-security-policy": "sandbox allow-forms allow-scripts" });
    const { foreign, neighbour } = hostile;
    // From a neighbour the cookies go along: the strongest position. The other ways are the same for every form.
    const sendings: Record<string, number> = { [`${neighbour}/form`]: 403, ...(path === "/bag" ? { [`${foreign}/form`]: 403, [`${neighbour}/silent`]: 403, [`${neighbour}/sandboxed`]: 403, [`${neighbour}/text`]: 415, [`${neighbour}/files`]: 415 } : {}) };
    for (const [address, status] of Object.entries(sendings)) expect(await sentBy(page, address, path), `${address} to ${path}`).toEqual({ status, method: "POST" });
  }
  expect(await rowCounts(stack)).toEqual(before);
  await page.goto(stack.appUrl);
  expect((await victim.session())?.user.name).toBe(ada.name);
});

test("script of a hostile page sends nothing that is heard, by whatever trick of the type", async ({ victim, stack, hostile }) => {
  const { page } = victim;
  const ada = newPersona(stack);
  await victim.signInWithAmazon(ada);
  const before = await rowCounts(stack);
  hostile.page("/", "<p>mine</p>");
  for (const origin of [hostile.foreign, hostile.neighbour]) {
    await page.goto(origin);
    await page.evaluate(
      async ({ targets, app }) => {
        const attempts = targets.flatMap(({ path, fields }) => {
          const [address, body] = [app + path, new URLSearchParams(fields)];
          const simple = { method: "POST", mode: "no-cors", credentials: "include" } as const;
          navigator.sendBeacon(address, body);
          return [
            fetch(address, { ...simple, body }),
            fetch(address, { ...simple, body: JSON.stringify(fields), headers: { "content-type": "text/plain" } }),
            fetch(address, { ...simple, body: new Blob([JSON.stringify(fields)]) }),
            fetch(address, { ...simple, body, keepalive: true, referrerPolicy: "no-referrer" }),
            fetch(address, { method: "POST", credentials: "include", body: JSON.stringify(fields), headers: { "content-type": "application/json" } }),
            fetch(`${address}?${body}`, { credentials: "include", mode: "no-cors" }),
          ];
        });
        await Promise.allSettled(attempts);
      },
      { targets: [...forms, ...userForms], app: stack.appUrl },
    );
  }
  expect(await rowCounts(stack)).toEqual(before);
  await page.goto(stack.appUrl);
  expect((await victim.session())?.user.name).toBe(ada.name);
});

test("pictures, links and prefetches of a hostile page sign nobody out and start nothing", async ({ victim, stack, hostile }) => {
  const { page } = victim;
  const ada = newPersona(stack);
  await victim.signInWithAmazon(ada);
  const before = await rowCounts(stack);
  const addresses = [...forms, ...userForms].flatMap(({ path, fields }) => [path, `${path}?${new URLSearchParams(fields)}`, `${path}/submit?${new URLSearchParams(fields)}`]).map((path) => stack.appUrl + path);
  hostile.page("/", addresses.map((address) => `<img src="${address}"><link rel="prefetch" href="${address}">`).join(""));
  await page.goto(hostile.neighbour);
  for (const { path } of forms) await page.goto(stack.appUrl + path).catch(() => undefined);
  expect(await rowCounts(stack)).toEqual(before);
  expect((await victim.session())?.user.name).toBe(ada.name);
});

test("a return address that a hostile page delivers signs nobody in, signed out or signed in", async ({ victim, stack, hostile }) => {
  const { page } = victim;
  const { callback, code } = await comeBack(stack, new HttpBrowser(stack.appUrl), newPersona(stack, { name: "Mal" }));
  hostile.page("/", `<script>location.href = ${JSON.stringify(stack.appUrl + callback)}</script>`);
  await page.goto(hostile.foreign);
  await expect(victim.heading("This sign-in began somewhere else")).toBeVisible();
  expect(await victim.session()).toBeNull();
  const ada = newPersona(stack);
  await victim.signInWithAmazon(ada);
  await page.goto(hostile.neighbour);
  await expect(victim.heading("This sign-in began somewhere else")).toBeVisible();
  expect((await victim.session())?.user.name).toBe(ada.name);
  expect(tokenCalls(stack, code)).toEqual([]);
});
