import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Page, test as base } from "@playwright/test";
import { defaultClient, sandboxClientId } from "#sandbox/amazon/defaults.ts";
import { builtInPersonas } from "#sandbox/amazon/personas.ts";
import { type RunningSandbox, startSandbox } from "#sandbox/amazon/server.ts";
import { collectDocuments, expectValidDocuments } from "./fixtures/html-validity.ts";
import { expectAccessible, expectLargeTargets, expectNoSidewaysScroll, expectOrderlyDocument, expectStill } from "./fixtures/quality.ts";
import { expect } from "./fixtures/test.ts";
import { watch } from "./fixtures/watch.ts";

/** The pages of the sandbox alone, as somebody sees them who works on another project: no shop runs here. */

const test = base.extend<{ room: Page; statuses: Set<number> }, { sandbox: RunningSandbox; returnUrl: string }>({
  // Playwright reads the names of other fixtures from the pattern; an empty one says that none is needed.
  returnUrl: [
    async ({}, use) => {
      const door = createServer((_request, response) => response.end("the shop"));
      await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
      await use(`http://127.0.0.1:${(door.address() as AddressInfo).port}/back`);
      door.closeAllConnections();
      await new Promise((resolve) => door.close(resolve));
    },
    { scope: "worker" },
  ],
  sandbox: [
    async ({ returnUrl }, use) => {
      const sandbox = await startSandbox({ port: 0, clients: [{ ...defaultClient, returnUrls: [returnUrl] }] });
      await use(sandbox);
      await sandbox.close();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ sandbox }, use) => await use(sandbox.url),
  statuses: async ({}, use) => await use(new Set()),
  context: async ({ context, sandbox, statuses }, use) => {
    const problems = watch(context, sandbox.url, { statuses, consoleErrors: [] });
    await use(context);
    expect(problems, "what the browser complained of").toEqual([]);
  },
  room: async ({ page }, use) => {
    await page.goto("/_sandbox");
    await use(page);
  },
});

test.afterEach(async ({ sandbox }) => {
  await fetch(`${sandbox.url}/_sandbox/reset`, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
});

const { vera, sam } = builtInPersonas;

function authorizationPath(sandbox: RunningSandbox, changes: Record<string, string> = {}): string {
  const scope_data = JSON.stringify({ postal_code: { essential: false } });
  const redirect_uri = sandbox.clients.get(sandboxClientId)?.returnUrls[0] ?? "";
  return `/ap/oa?${new URLSearchParams({ client_id: sandboxClientId, scope: "profile postal_code", scope_data, response_type: "code", redirect_uri, state: "s", ...changes })}`;
}

async function consentAs(page: Page, sandbox: RunningSandbox, label: string): Promise<void> {
  await page.goto(authorizationPath(sandbox));
  await page.getByRole("button", { name: label, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Share with Development Shop?");
}

/** The answer that Amazon sends the person back with. */
async function backAtTheShop(page: Page): Promise<URLSearchParams> {
  await expect(page.getByText("the shop", { exact: true })).toBeVisible();
  return new URL(page.url()).searchParams;
}

const pages: [string, (page: Page, sandbox: RunningSandbox) => Promise<unknown>, number?][] = [
  ["home", (page) => page.goto("/")],
  ["sign-in", (page, sandbox) => page.goto(authorizationPath(sandbox))],
  ["consent with a box", (page, sandbox) => consentAs(page, sandbox, vera.label)],
  ["consent to a hostile name", (page, sandbox) => consentAs(page, sandbox, builtInPersonas.hostile.label)],
  ["error", (page, sandbox) => page.goto(authorizationPath(sandbox, { client_id: "x".repeat(300) })), 400],
  ["signed out", (page) => page.goto("/signout")],
  ["not there", (page) => page.goto("/nowhere"), 404],
  [
    "apps",
    async (page, sandbox) => {
      const decision = { authorizationUrl: `${sandbox.url}${authorizationPath(sandbox)}`, userId: vera.userId, decision: "allow", grantedScopes: ["profile"] };
      await page.request.post("/_sandbox/authorize", { data: decision });
      await page.goto("/ap/adam");
      await page.getByRole("button", { name: vera.label, exact: true }).click();
      await expect(page.getByText("left out: postal_code")).toBeVisible();
    },
  ],
  [
    "control room with everything open",
    async (page, sandbox) => {
      sandbox.faults.add({ endpoint: "token", userId: vera.userId, status: 503, body: "x".repeat(500) });
      await page.request.post("/_sandbox/authorize", { data: { authorizationUrl: `${sandbox.url}${authorizationPath(sandbox)}`, userId: sam.userId, decision: "allow" } });
      await page.request.get("/user/profile", { headers: { authorization: `Bearer ${"x".repeat(400)}` }, failOnStatusCode: false });
      await page.goto("/_sandbox");
      for (const summary of await page.locator("summary").all()) await summary.click();
    },
  ],
  [
    "control room that refuses a form",
    async (page) => {
      await page.goto("/_sandbox");
      await page.getByText("Switch a fault on").click();
      await page.getByLabel("Or your own, as JSON").fill("{");
      await page.getByRole("button", { name: "Switch it on" }).click();
      await expect(page.getByText("Your own fault is not JSON.")).toBeVisible();
    },
    400,
  ],
];

for (const [name, open, status] of pages) {
  test(`the page “${name}” says that it is not Amazon, is accessible in light and dark, fits 320 px and is valid`, async ({ page, sandbox, statuses }) => {
    if (status) statuses.add(status);
    const documents = collectDocuments(page);
    await page.emulateMedia({ reducedMotion: "reduce" });
    await open(page, sandbox);
    await expect(page.getByText("Sandbox — this is not Amazon")).toBeVisible();
    await expectOrderlyDocument(page, name);
    await expectStill(page, name);
    await expectAccessible(page, name);
    for (const width of [1280, 390, 320]) {
      await page.setViewportSize({ width, height: 800 });
      await expectNoSidewaysScroll(page, `${name} at ${width} px`);
      await expectLargeTargets(page, `${name} at ${width} px`);
    }
    await expectValidDocuments(documents);
  });
}

test("what is unticked on the consent page is left out of the answer", async ({ page, sandbox }) => {
  await consentAs(page, sandbox, vera.label);
  const box = page.getByRole("checkbox");
  await expect(box).toHaveAccessibleName("Share postal code");
  await expect(box).toBeChecked();
  await box.uncheck();
  await page.getByRole("button", { name: "Allow" }).click();
  expect((await backAtTheShop(page)).get("scope")).toBe("profile");
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("the control room switches a fault on and off, changes a persona and a client", async ({ room, sandbox }) => {
    await room.getByText("Switch a fault on").click();
    await room.getByLabel("Where").selectOption("profile");
    await room.getByLabel("For whom").selectOption({ label: "Vera Shopper, vera@example.test" });
    await room.getByLabel("How many times").fill("3");
    await room.getByLabel(/^What\b/).selectOption({ label: "503 with Retry-After" });
    await room.getByRole("button", { name: "Switch it on" }).click();
    await expect(room.getByRole("heading", { name: "profile, for Vera Shopper" })).toBeVisible();
    expect(sandbox.faults.all()).toMatchObject([{ endpoint: "profile", userId: vera.userId, times: 3, status: 503 }]);
    await room.getByRole("button", { name: "Stop", exact: true }).click();
    await expect(room.getByText("Everything works.")).toBeVisible();

    const veras = room.getByRole("listitem").filter({ has: room.getByRole("heading", { name: vera.label, exact: true }) });
    await veras.getByText("Change", { exact: true }).first().click();
    await veras.getByLabel("E-mail").fill("");
    await veras.getByRole("button", { name: "Change" }).click();
    await expect(veras.getByText("no e-mail address")).toBeVisible();

    const shop = room.getByRole("listitem").filter({ has: room.getByRole("heading", { name: "Development Shop" }) });
    await shop.getByText("Change", { exact: true }).first().click();
    await shop.getByLabel("Return URLs").fill("https://one.example/back\nhttps://two.example/back");
    await shop.getByRole("button", { name: "Change" }).click();
    await expect(room.getByRole("heading", { level: 1, name: "Control room" })).toBeVisible();
    expect(sandbox.clients.get(sandboxClientId)?.returnUrls).toEqual(["https://one.example/back", "https://two.example/back"]);
  });

  test("the consent page and the apps page work too", async ({ page, sandbox }) => {
    await consentAs(page, sandbox, vera.label);
    await page.getByRole("button", { name: "Allow" }).click();
    expect((await backAtTheShop(page)).get("code")).toMatch(/^AN/);
    await page.goto("/ap/adam");
    await page.getByRole("button", { name: "Remove" }).click();
    await expect(page.getByText("None at the moment.")).toBeVisible();
  });
});

test("the keyboard alone chooses a persona, unticks a box and cancels", async ({ page, sandbox }) => {
  await page.goto(authorizationPath(sandbox));
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: vera.label, exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("checkbox")).toBeVisible();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await expect(page.getByRole("checkbox")).not.toBeChecked();
  for (const name of ["the privacy notice of Development Shop", "Allow", "Cancel"]) {
    await page.keyboard.press("Tab");
    await expect(page.getByRole(name.startsWith("the") ? "link" : "button", { name })).toBeFocused();
  }
  await page.keyboard.press("Enter");
  expect(Object.fromEntries(await backAtTheShop(page))).toEqual({ error_description: "Access not permitted.", state: "s", error: "access_denied" });
});

test("a foreign page cannot press a button of the control room", async ({ room, sandbox, context, statuses }) => {
  statuses.add(403);
  sandbox.faults.add({ endpoint: "token", hang: true });
  await context.route("http://localhost:4999/", (route) => route.fulfill({ contentType: "text/html", body: `<form method="post" action="${sandbox.url}/_sandbox/page/reset"><button>Win a prize</button></form>` }));
  await room.goto("http://localhost:4999/");
  await room.getByRole("button", { name: "Win a prize" }).click();
  await expect(room.getByText("The form was not sent by the control room.")).toBeVisible();
  expect(sandbox.faults.all()).toHaveLength(1);
});
