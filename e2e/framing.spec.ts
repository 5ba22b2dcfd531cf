import type { Page } from "@playwright/test";
import { pagePaths } from "./fixtures/endpoints.ts";
import { test as hostileTest } from "./fixtures/hostile-site.ts";
import { HttpBrowser } from "./fixtures/http-browser.ts";
import { confirmPage, methodsPage } from "./fixtures/linking.ts";
import { mergePage, previewPage } from "./fixtures/merging.ts";
import { newOwner, type Owner } from "./fixtures/owner.ts";
import { newPersona } from "./fixtures/people.ts";
import { goOn } from "./fixtures/places/place.ts";
import type { ShopPages } from "./fixtures/shop-pages.ts";
import { expect } from "./fixtures/test.ts";

/** What a hostile page can do with our pages inside it, or beside it: WP-04. */

const others = [...pagePaths.filter((path) => !path.includes("[")), "/nothing-here", "/api/auth/session", "/api/nothing", "/.well-known/security.txt", "/icon.svg", "/api/auth/callback/amazon?code=x&state=y", "/signin/error?code=state_mismatch"];

/** What each frame of the page shows in the end; a blocked one is Chromium's own error page, whose content nobody can read. */
async function shownFrames(page: Page, own: string): Promise<string[]> {
  await page.waitForLoadState("load");
  return page.frames().filter((frame) => frame !== page.mainFrame() && frame.url().startsWith(own)).map((frame) => frame.url());
}

const questions = {
  [`${confirmPage}?attempt`]: "Put this Amazon account in the place of the other?",
  [`${methodsPage}/unlink?account`]: "Unlink this Amazon account?",
  [`${previewPage}?attempt`]: "Put these two together?",
  [`${mergePage}/undo?merge`]: "Take the two accounts apart again?",
};

const test = hostileTest.extend<object, { owner: Owner }>({
  owner: [async ({ stack }, use) => await use(await newOwner(stack, () => new HttpBrowser(stack.appUrl))), { scope: "worker" }],
});

/** In the victim's browser, what asks before it links, unlinks, merges or takes a merge back stands open, and so does every other page that needs a session. */
async function comeToQuestions(victim: ShopPages, { browser, pages }: Owner): Promise<void> {
  for (const [beginning, title] of Object.entries(questions)) {
    await goOn(victim, browser, pages.find((path) => path.startsWith(`${beginning}=`)) ?? "");
    await expect(victim.heading(title)).toBeVisible();
  }
}

const frames = [
  ["", "", ["foreign", "neighbour"]],
  [" in a sandbox without an origin", 'sandbox="allow-scripts allow-forms allow-popups"', ["neighbour"]],
  [" in a sandbox that may leave", 'sandbox="allow-scripts allow-same-origin allow-top-navigation"', ["neighbour"]],
] as const;
for (const [how, attributes, origins] of frames) {
  test(`no page of ours is shown inside a hostile page${how}`, async ({ victim, stack, hostile, owner }) => {
    const { page } = victim;
    await comeToQuestions(victim, owner);
    const paths = [...new Set([...others, ...owner.pages])];
    hostile.page("/own", "<p>mine</p>");
    hostile.page("/", ["/own", ...paths.map((path) => stack.appUrl + path)].map((address) => `<iframe ${attributes} src="${address}"></iframe>`).join(""));
    for (const origin of origins.map((which) => hostile[which])) {
      // Some fifty pages at once.
      await page.goto(origin, { timeout: 60_000 });
      expect(await page.locator("iframe").count()).toBe(paths.length + 1);
      expect(await shownFrames(page, stack.appUrl)).toEqual([]);
      // The hostile page can show its own: frames as such work here.
      expect(await shownFrames(page, origin)).toEqual([`${origin}/own`]);
    }
    await page.goto(stack.appUrl);
    expect(await victim.session()).not.toBeNull();
  });
}

test("object and embed show none of our pages either", async ({ victim, stack, hostile }) => {
  const { page } = victim;
  await victim.signInWithAmazon(newPersona(stack));
  hostile.page("/", ["/account", "/signin", "/signout"].map((path) => `<object type="text/html" data="${stack.appUrl}${path}"></object><embed type="text/html" src="${stack.appUrl}${path}">`).join(""));
  await page.goto(hostile.neighbour);
  expect(await shownFrames(page, stack.appUrl)).toEqual([]);
});

test("a page that opens ours in a window can neither reach into it nor be reached", async ({ victim, stack, hostile }) => {
  const { page } = victim;
  await victim.signInWithAmazon(newPersona(stack));
  hostile.page("/", `<button>open</button><script>document.querySelector("button").onclick = () => { globalThis.opened = open(${JSON.stringify(`${stack.appUrl}/account`)}, "shop") }</script>`);
  hostile.page("/own", "<p>mine</p>");
  for (const origin of [hostile.foreign, hostile.neighbour]) {
    await page.goto(origin);
    const [popup] = await Promise.all([page.waitForEvent("popup"), page.getByRole("button", { name: "open" }).click()]);
    await popup.waitForURL(`${stack.appUrl}/account`);
    await expect(popup.getByRole("heading", { level: 1 })).toBeVisible();
    expect(await popup.evaluate(() => [globalThis.opener === null, window.name])).toEqual([true, ""]);
    // Our opener policy puts the window into a group of its own: to who opened it, it looks closed.
    expect(await page.evaluate(() => (globalThis as unknown as { opened: Window }).opened.closed)).toBe(true);
    await popup.close();
  }
});

test("nothing of ours can be read, or used as script, style or picture, by a hostile page", async ({ victim, stack, hostile }) => {
  const { page } = victim;
  const ada = newPersona(stack);
  await victim.signInWithAmazon(ada);
  hostile.page("/", "<p>mine</p>");
  const addresses = ["/api/auth/session", "/account", "/bag", "/icon.svg", "/account?_rsc", "/.well-known/security.txt"].map((path) => stack.appUrl + path);
  for (const origin of [hostile.foreign, hostile.neighbour]) {
    await page.goto(origin);
    const read = await page.evaluate(async (all) => {
      const attempts = all.flatMap((address) => [fetch(address, { credentials: "include" }), fetch(address, { credentials: "include", mode: "no-cors" }), fetch(address, { credentials: "include", headers: { rsc: "1" } }), fetch(address, { method: "PUT", credentials: "include" })]);
      const texts = await Promise.allSettled(attempts.map(async (attempt) => await (await attempt).text()));
      const loaded = await Promise.all(
        all.flatMap((address) => (["script", "img", "link"] as const).map((tag) => new Promise<string>((resolve) => {
          const element = Object.assign(document.createElement(tag), tag === "link" ? { rel: "stylesheet", href: address } : { src: address });
          element.addEventListener("load", () => resolve(`${tag} ${address}`));
          element.addEventListener("error", () => resolve(""));
          document.body.append(element);
        }))),
      );
      return { texts: texts.flatMap((result) => (result.status === "fulfilled" ? [result.value] : [])), loaded: loaded.filter((text) => text !== "") };
    }, addresses);
    expect(read.texts.filter((text) => text !== "")).toEqual([]);
    // A picture from the same site may load and tells nothing that its address does not.
    expect(read.loaded.filter((what) => !what.endsWith("/icon.svg"))).toEqual([]);
  }
  await page.goto(stack.appUrl);
  expect((await victim.session())?.user.name).toBe(ada.name);
});
