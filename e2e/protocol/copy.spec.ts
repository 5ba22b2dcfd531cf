import { connect } from "node:net";
import { randomBytes } from "node:crypto";
import { copyIs, copyLink, copyPage, heldInCopy, heldInDatabase, makeCopyOf, openCopy } from "../fixtures/copies.ts";
import type { HttpBrowser } from "../fixtures/http-browser.ts";
import { parameter, pathOf, startEmail } from "../fixtures/journey.ts";
import { ageSessions, mailedSubjects, newestCode, newProvedUser } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** The copy of what is held: links of others, replayed and expired; transfers that break off; names with markup and formulas. */

const download = `${copyPage}/download`;

/** The archive as bytes: what is a file is no text. */
async function fetchArchive(stack: Stack, browser: HttpBrowser, path: string): Promise<Response> {
  const url = new URL(path, stack.appUrl);
  return await fetch(new URL(path, stack.listensAt), { headers: { cookie: browser.cookieHeader(url), host: url.host }, redirect: "manual" });
}

/** Somebody else's browser profile of the same user. */
async function secondBrowser(stack: Stack, open: () => HttpBrowser, email: string): Promise<HttpBrowser> {
  const phone = open();
  await phone.post("/signin/verify", { attempt: await startEmail(phone, email), code: await newestCode(stack, email, 2) });
  return phone;
}

/** Rows enough for an archive of several pieces. */
async function saveMany(stack: Stack, userId: string, rows = 12_000): Promise<void> {
  await stack.sql.query(`INSERT INTO "SavedItem" ("id", "userId", "productId") SELECT gen_random_uuid(), $1::uuid, md5(random()::text) || md5(random()::text) FROM generate_series(1, $2::int)`, [userId, rows]);
}

test("holds what the database holds, says what is in it to nobody else, and is told by mail", async ({ stack, open }) => {
  const name = `=1+1 <b>${randomBytes(4).toString("hex")}</b> \u202E`;
  const { browser: own, email, userId } = await newProvedUser(stack, name);
  const vera = open();
  for (const [cookie, { value, path }] of own.cookies) vera.plant(cookie, value, path);
  await vera.post("/bag", { action: "add", productId: "wool-blanket" });
  const { userId: otherId, email: otherEmail } = await newProvedUser(stack, "Somebody Else");
  await makeCopyOf(stack, vera, userId);
  await mailedSubjects(stack, email, "The copy of your");
  expect(await mailedSubjects(stack, email, "was asked for")).toHaveLength(3);
  const path = await copyLink(vera);
  const answer = await fetchArchive(stack, vera, path);
  expect([answer.status, answer.headers.get("content-type"), answer.headers.get("cache-control"), answer.headers.get("x-content-type-options"), answer.headers.get("referrer-policy")]).toEqual([200, "application/zip", "no-store", "nosniff", "no-referrer"]);
  expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="your-data-\d{4}-\d\d-\d\d\.zip"$/);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  expect(bytes).toHaveLength(Number(answer.headers.get("content-length")));
  const { json, html } = openCopy(bytes);
  expect(heldInCopy(json)).toEqual(await heldInDatabase(stack, userId));
  for (const text of [otherId, otherEmail, "Somebody Else"]) expect(JSON.stringify(json) + html).not.toContain(text);
  expect(json.data.profile?.User?.[0]?.name).toBe(name);
  expect(html).not.toContain("<b>");
  expect(html).toContain("<bdi>&#39;=1+1 &lt;b&gt;");
  await copyIs(stack, userId, "fetched");
});

test("the link works once: a replay is refused, with the way to a new one, and to others it never existed", async ({ stack, open }) => {
  const { browser, userId } = await newProvedUser(stack);
  await makeCopyOf(stack, browser, userId);
  const path = await copyLink(browser);
  const { browser: mal } = await newProvedUser(stack);
  expect([(await mal.get(path)).status, (await open().get(path)).status]).toEqual([404, 303]);
  expect(pathOf(await open().get(path))).toBe(`/signin?returnTo=${encodeURIComponent(copyPage)}`);
  const head = await browser.request(path, { method: "HEAD" });
  expect([head.status, head.headers.get("content-type"), head.body]).toEqual([200, "application/zip", ""]);
  expect((await mal.request(path, { method: "HEAD" })).status).toBe(404);
  const token = parameter(path, "token") ?? "";
  for (const odd of [download, `${download}?token=`, `${download}?token=${token}x`, `${path}&token=${token}`, `${download}?token[]=${token}`, `${download}?token=${encodeURIComponent("' OR 1=1 --")}`]) expect((await browser.get(odd)).status, odd).toBe(404);
  expect((await browser.post(path, {})).status).toBe(404);
  expect((await fetchArchive(stack, browser, path).then(async (answer) => openCopy(new Uint8Array(await answer.arrayBuffer()))))?.json.data.profile?.User).toHaveLength(1);
  await copyIs(stack, userId, "fetched");
  const replay = await browser.get(path);
  expect([replay.status, replay.headers.get("content-type")]).toEqual([410, "text/html; charset=utf-8"]);
  expect(replay.body).toContain("This copy was fetched already");
  expect(replay.body).toContain(`href="${copyPage}"`);
  expect((await mal.get(path)).status).toBe(404);
});

test("is over after a day, and at once when the account is closed against a stranger", async ({ stack }) => {
  const { browser, userId } = await newProvedUser(stack);
  await makeCopyOf(stack, browser, userId);
  const path = await copyLink(browser);
  await stack.sql.query(`UPDATE "DataCopy" SET "expires" = now() WHERE "userId" = $1`, [userId]);
  const late = await browser.get(path);
  expect([late.status, late.body.includes("This copy is not there any more")]).toEqual([410, true]);
  await makeCopyOf(stack, browser, userId);
  await browser.post("/account/not-me", { since: "hour" });
  const { rows } = await stack.sql.query<{ status: string; pieces: number }>(`SELECT c."status", (SELECT count(*)::int FROM "DataCopyPiece" p WHERE p."copyId" = c."id") AS "pieces" FROM "DataCopy" c WHERE c."userId" = $1 ORDER BY "createdAt" DESC LIMIT 1`, [userId]);
  expect(rows).toEqual([{ status: "voided", pieces: 0 }]);
});

test("a browser that did not ask for it proves itself first, and asking wants a fresh proof", async ({ stack, open }) => {
  const { browser, email, userId } = await newProvedUser(stack);
  await makeCopyOf(stack, browser, userId);
  const path = await copyLink(browser);
  const phone = await secondBrowser(stack, open, email);
  await ageSessions(stack, userId);
  expect(await copyLink(phone)).toBe("");
  for (const answer of [await phone.get(path), await phone.request(path, { method: "HEAD" })]) expect(new URL(pathOf(answer), stack.appUrl).pathname).toBe("/reauthenticate");
  expect(parameter(pathOf(await phone.get(path)), "purpose")).toBe("export");
  expect(parameter(pathOf(await phone.post(copyPage, { action: "make" })), "purpose")).toBe("export");
  // Its own is still good where it was asked for.
  expect((await fetchArchive(stack, browser, path)).status).toBe(200);
});

test("a transfer that breaks off can be begun again in the same browser", async ({ stack }) => {
  const { browser, userId } = await newProvedUser(stack);
  await saveMany(stack, userId);
  await makeCopyOf(stack, browser, userId);
  const path = await copyLink(browser);
  const [site, url] = [new URL(stack.listensAt), new URL(path, stack.appUrl)];
  await new Promise<void>((resolve, reject) => {
    const socket = connect(Number(site.port), site.hostname, () => socket.write(`GET ${path} HTTP/1.1\r\nHost: ${url.host}\r\nCookie: ${browser.cookieHeader(url)}\r\nConnection: close\r\n\r\n`));
    socket.once("data", () => socket.destroy()).once("close", () => resolve()).once("error", reject);
  });
  await expect.poll(async () => (await stack.sql.query(`SELECT 1 FROM "DataCopy" WHERE "userId" = $1 AND "fetchedAt" IS NOT NULL`, [userId])).rowCount).toBe(1);
  const answer = await fetchArchive(stack, browser, path);
  const { json } = openCopy(new Uint8Array(await answer.arrayBuffer()));
  expect(json.data.saved_items?.SavedItem).toHaveLength(12_000);
  await copyIs(stack, userId, "fetched");
});

test("where a piece of the archive is missing, the transfer breaks off and does not look whole", async ({ stack }) => {
  const { browser, userId } = await newProvedUser(stack);
  await saveMany(stack, userId);
  await makeCopyOf(stack, browser, userId);
  const path = await copyLink(browser);
  const { rows } = await stack.sql.query<{ sealed: string; copyId: string; position: number }>(`DELETE FROM "DataCopyPiece" p USING "DataCopy" c WHERE c."id" = p."copyId" AND c."userId" = $1 AND p."position" = c."pieces" - 1 RETURNING p."sealed", p."copyId", p."position"`, [userId]);
  const answer = await fetchArchive(stack, browser, path);
  await expect(answer.arrayBuffer()).rejects.toThrow();
  const [piece] = rows;
  await stack.sql.query(`INSERT INTO "DataCopyPiece" ("copyId", "position", "sealed") VALUES ($1, $2, $3)`, [piece?.copyId, piece?.position, piece?.sealed]);
  expect((await fetchArchive(stack, browser, path)).status).toBe(200);
});

test("whoever asks too often in a day is told when to come again", async ({ stack }) => {
  const { browser, userId } = await newProvedUser(stack);
  for (let times = 0; times < 5; times += 1) await makeCopyOf(stack, browser, userId);
  const answer = await browser.post(copyPage, { action: "make" });
  expect([answer.status, Number(answer.headers.get("retry-after")) > 80_000]).toEqual([429, true]);
});
