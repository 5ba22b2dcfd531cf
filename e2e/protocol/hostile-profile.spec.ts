import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { askAsRouter } from "../fixtures/guarded.ts";
import type { HttpBrowser } from "../fixtures/http-browser.ts";
import { comeBack, parameter, pathOf, sessionOf, signInWithAmazon, startEmail } from "../fixtures/journey.ts";
import { accountIdOf, confirmPage, linkByRequest, methodsPage, waitToConfirm } from "../fixtures/linking.ts";
import { mergeByRequest, mergePage, previewPage, proveOther } from "../fixtures/merging.ts";
import { mailedSubjects, newAddress, newestCode, newPersona, newProvedUser } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** A name, an address or a picture that means harm, on every page that shows a person, in mails and in the log: WP-08, PR-02. */

const marks = "\u202E\u2066\u2067\u200F\u061C";
const hostileNames: Readonly<Record<string, string>> = {
  markup: `<script>alert(1)</script><img src=x onerror=alert(1)><svg/onload=alert(1)>`,
  "the end of a script": `</script><script>alert(1)</script><!--`,
  "the end of an attribute": `" onmouseover="alert(1)" x='alert(1)' style="position:fixed" \``,
  "an address that acts": "javascript:alert(1)//https://evil.example/",
  "a formula": `=cmd|' /C calc'!A0`,
  "another formula": "@SUM(1+1)*cmd|' /C calc'!A0",
  "direction marks": `${marks}gnp.exe${marks}`,
  "control characters": "Vera\u0000\u0007\u001b[31m\r\nSet-Cookie: a=b\u0085\u2028\u2029X",
  "a template": "{{7*7}}${7*7}<%= 7*7 %>#{7*7}{$nonce}",
  "10,000 characters": `${"Ada ".repeat(2_500)}`,
  "marks without end": `A${"\u0301".repeat(5_000)}`,
  "a lone surrogate": "Ada \ud800 Ada",
  "nothing to see": "\u200b\u200d\u2060",
};

/** What is left of those that are not shown as they are; of what is too long the beginning. */
const shownAs: Readonly<Record<string, string | null>> = {
  "direction marks": "gnp.exe",
  "control characters": "Vera [31m Set-Cookie: a=b X",
  "10,000 characters": "Ada ".repeat(50).trimEnd(),
  "marks without end": `\u00c1${"\u0301".repeat(199)}`,
  "a lone surrogate": "Ada \ufffd Ada",
  "nothing to see": null,
};

/** A text as it stands in a page. */
const asText = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&#x27;");

/** Every page on which a signed-in person's name or address stands, as a whole page and as the router gets it; those that wait for an answer have a test of their own. */
const pages = ["/account", methodsPage, "/", "/bag", "/saved", "/signin", "/signout", "/help/sign-in"];

/** Fails when a page holds markup or marks that a name brought along. */
function expectHarmless(html: string, what: string): void {
  expect(html, what).not.toMatch(/<script>alert|<img src=x|<svg\/onload|<\/script><script>alert|" onmouseover="|' \/C calc'!A0" |<%= 7/);
  // Among the attributes of a tag, that is: in text, and in the value of one, it harms nobody.
  const attributes = html.replaceAll(/="[^"]*"/g, "=");
  expect(/<[a-z][^<>]*\son\w+=/i.exec(attributes)?.[0], what).toBeUndefined();
  expect(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202a-\u202e\u2067\u061c]/.test(html), `${what}: control or direction characters`).toBe(false);
  expect(/href="(javascript|data|vbscript):/i.test(html), what).toBe(false);
}

async function expectHarmlessEverywhere(browser: HttpBrowser, what: string, paths: readonly string[] = pages): Promise<void> {
  for (const path of paths) {
    const page = await browser.get(path);
    expect(page.status, `${path} with ${what}`).toBe(200);
    expectHarmless(page.body, `${path} with ${what}`);
    // Whoever brings 10,000 characters does not make the pages of a shop grow.
    expect(page.body.length, `${path} with ${what}`).toBeLessThan(200_000);
    const data = await askAsRouter(browser, path);
    expect(/<script>alert/.test(data.body) && data.headers.get("content-type")?.startsWith("text/html"), path).toBe(false);
  }
}

for (const [what, name] of Object.entries(hostileNames)) {
  test(`${what} in a name at Amazon is text on every page, and one line of the log at most`, async ({ stack, open }) => {
    const [vera, persona] = [open(), newPersona(stack, { name })];
    const signedIn = await signInWithAmazon(stack, vera, persona, "/bag");
    expect(pathOf(signedIn)).toBe("/bag");
    await expectHarmlessEverywhere(vera, what);
    const session = await sessionOf(vera);
    expect([...(session?.user.name ?? "")].length).toBeLessThanOrEqual(200);
    const shown = what in shownAs ? shownAs[what] : name;
    expect(session?.user.name).toBe(shown);
    // It is there, letter by letter, and nobody made anything else of it.
    if (shown) expect((await vera.get("/account")).body).toContain(asText(shown));
    expect(session?.user.name ?? "").not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    // The question who to be shows both names.
    const other = await comeBack(stack, vera, newPersona(stack, { name: `${name} 2` }));
    const asked = await vera.get(other.callback);
    expect(pathOf(asked)).toMatch(/^\/signin\/switch\?/);
    expectHarmless((await vera.get(pathOf(asked))).body, "switch user");
    const { rows } = await stack.sql.query<{ details: unknown }>(`SELECT e."details" FROM "AuditEvent" e`);
    expect(JSON.stringify(rows)).not.toMatch(/alert\(1\)|calc|gnp\.exe/);
    expect(stack.output()).not.toMatch(/alert\(1\)|calc'|gnp\.exe|\u001b/);
  });
}

const hostileInMails = /alert\(1\)|<script|<svg|calc'|gnp\.exe|javascript:|Set-Cookie|\{\{7|Ada Ada|\u0301|[\u0007\u001b\u202a-\u202e\u2067\u061c]/;

/** Gives users the name of a linked account, as if they had come by it. */
const renameAs = async (stack: Stack, accountId: string, userIds: string[]) => await stack.sql.query(`UPDATE "User" SET "name" = a."providerName" FROM "Account" a WHERE a."id" = $1 AND "User"."id" = ANY($2)`, [accountId, userIds]);

test("hostile names at Amazon are text wherever the settings link, replace, unlink, merge and undo, and in no mail", async ({ stack }) => {
  const [ada, joined, other] = [await newProvedUser(stack), await newProvedUser(stack), await newProvedUser(stack)];
  const { browser } = ada;
  const merge = await mergeByRequest(stack, browser, await proveOther(stack, browser, joined.email), ada.userId);
  const preview = await proveOther(stack, browser, other.email);
  const first = newPersona(stack);
  await linkByRequest(stack, browser, first);
  let account = (await accountIdOf(stack, first)) ?? "";
  for (const [what, name] of Object.entries(hostileNames)) {
    // The confirming page shows the address as Amazon told it, whatever it is, beside the one that would go.
    for (const persona of [newPersona(stack, { name }), newPersona(stack, { name: `${name} 2`, email: `"${name.slice(0, 900)}"@example.test` })]) {
      const attempt = await waitToConfirm(stack, browser, persona);
      await expectHarmlessEverywhere(browser, what, [`${confirmPage}?attempt=${attempt}`]);
      expect((await browser.get(`${confirmPage}?attempt=${attempt}`)).body).toContain("in the place of the other?");
      expect(pathOf(await browser.post(confirmPage, { attempt, action: "replace", replaces: account }))).toBe(`${methodsPage}?done=account_replaced`);
      account = (await accountIdOf(stack, persona)) ?? "";
      await renameAs(stack, account, [ada.userId, joined.userId, other.userId]);
      await expectHarmlessEverywhere(browser, what, [methodsPage, `${methodsPage}/link?provider=amazon`, `${methodsPage}/unlink?account=${account}`, `${previewPage}?attempt=${preview}`, `${mergePage}/undo?merge=${merge}`, "/account"]);
    }
  }
  await mailedSubjects(stack, ada.email, "Another way to sign in was linked");
  for (const mail of stack.mailbox.mails.all(ada.email)) expect(`${mail.subject}${mail.text}${mail.html}`).not.toMatch(hostileInMails);
});

test("hostile addresses at Amazon are no addresses, get no mail and are shown as text", async ({ stack, open }) => {
  const before = stack.mailbox.mails.all().length;
  const addresses = [`"<script>alert(1)</script>"@example.test`, "vera@example.test\r\nBcc: mal@example.test", `javascript:alert(1)@example.test`, "vera@example.test,mal@example.test", `${"a".repeat(1_900)}@example.test`, "vera\u202e@example.test", "vera@example.test\u0000", "=cmd|' /C calc'!A0@example.test"];
  for (const email of addresses) {
    const [vera, persona] = [open(), newPersona(stack, { email })];
    expect(pathOf(await signInWithAmazon(stack, vera, persona)), email.slice(0, 40)).toBe("/account");
    await expectHarmlessEverywhere(vera, email.slice(0, 40));
  }
  expect(stack.mailbox.mails.all()).toHaveLength(before);
});

/** Somewhere that a picture's address may point to; counts who comes. */
async function canary(): Promise<{ url: string; hits: () => number; close: () => Promise<void> }> {
  let hits = 0;
  const server = createServer((_request, response) => {
    hits += 1;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, hits: () => hits, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

function giveProfile(stack: Stack, userId: string, extra: Record<string, unknown>): void {
  stack.sandbox.faults.add({ endpoint: "profile", userId, times: 1, body: JSON.stringify({ user_id: userId, name: "Ada Picture", email: newAddress(), ...extra }) });
}

test("pictures and other fields that Amazon might send are neither fetched, nor kept, nor shown", async ({ stack, open }) => {
  const watched = await canary();
  for (const address of [watched.url, `${watched.url}/x.svg`, `${watched.url}/x.avif`, "http://169.254.169.254/latest/meta-data/", "file:///etc/passwd", `data:image/svg+xml,<svg onload=alert(1)>`]) {
    const [vera, persona] = [open(), newPersona(stack)];
    giveProfile(stack, persona.userId, { picture: address, image: address, avatar_url: address, profile: address, website: address, __proto__: { admin: true }, role: "operator", provedEmail: "sam@example.test", id: "1" });
    expect(pathOf(await signInWithAmazon(stack, vera, persona))).toBe("/account");
    for (const path of pages) expect((await vera.get(path)).body).not.toContain(address);
    // Our own optimiser would fetch on behalf of whoever asks; it is closed.
    for (const path of [`/_next/image?url=${encodeURIComponent(address)}&w=64&q=75`, `/_next/image?url=${encodeURIComponent("/api/auth/session")}&w=64&q=75`]) expect((await vera.get(path)).status).toBe(404);
    const { rows } = await stack.sql.query<{ row: string }>(`SELECT row_to_json(u)::text AS row FROM "User" u JOIN "Account" a ON a."userId" = u."id" WHERE a."providerAccountId" = $1`, [persona.userId]);
    expect(rows.map(({ row }) => row).join()).not.toMatch(/169\.254|operator|sam@example\.test|passwd/);
    expect((await sessionOf(vera))?.user.name).toBe("Ada Picture");
  }
  expect(watched.hits()).toBe(0);
  await watched.close();
});

test("a hostile name of the owner is in no mail and not on the ladder of somebody else", async ({ stack, open }) => {
  const [ada, mal] = [open(), open()];
  const persona = newPersona(stack, { name: hostileNames.markup ?? "" });
  await signInWithAmazon(stack, ada, persona);
  const email = persona.email ?? "";
  // Somebody proves the address that the hostile account only holds.
  const attempt = await startEmail(mal, email);
  const answer = await mal.post("/signin/verify", { attempt, code: await newestCode(stack, email) });
  expect(pathOf(answer)).toMatch(/^\/signin\/yours\?/);
  const page = await mal.get(pathOf(answer));
  expectHarmless(page.body, "whose address");
  expect(page.body).not.toContain("alert(1)");
  expect(parameter(pathOf(answer), "attempt")).toBe(attempt);
  for (const mail of stack.mailbox.mails.all(email)) expect(`${mail.subject}${mail.text}${mail.html}`.replaceAll(`${stack.appUrl}/signin/verify?token=`, "")).not.toMatch(/alert\(1\)|<script|evil|https?:/);
});
