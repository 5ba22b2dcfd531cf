import { addedAddress, goodAddress, orderForm, orderFormOf, orderNumberOf, ordersOf, putInBag } from "../fixtures/orders.ts";
import type { Answer, HttpBrowser } from "../fixtures/http-browser.ts";
import { pathOf, rowCounts, sessionOf, signedIn } from "../fixtures/journey.ts";
import { newPersona } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** Addresses, the checkout and orders: who may do what, how often, and with what input. */

type Shopper = { browser: HttpBrowser; userId: string };

async function newShopper(stack: Stack, browser: HttpBrowser): Promise<Shopper> {
  await signedIn(stack, browser, newPersona(stack));
  return { browser, userId: (await sessionOf(browser))?.user.id ?? "" };
}

/** Somebody with an address, a full bag, and an order already. */
async function newCustomer(stack: Stack, browser: HttpBrowser): Promise<Shopper & { addressId: string; number: string }> {
  const shopper = await newShopper(stack, browser);
  const addressId = await addedAddress(stack, browser, shopper.userId, { fullName: "Vera Private" });
  await putInBag(browser, "seed-tin");
  const number = orderNumberOf(await browser.post("/checkout", await orderForm(browser)));
  await putInBag(browser, "enamel-kettle", "seed-tin");
  return { ...shopper, addressId, number };
}

const nobody = "0190b6a0-0000-7000-8000-000000000000";
/** What a page says, without its scripts and without the words that only this request has. */
function plain({ status, body }: Answer, ...own: string[]): [number, string] {
  const shown = body.replaceAll(/<script[\s\S]*?<\/script>|<link[^>]*>|[\w-]{43}/g, "");
  return [status, own.reduce((text, word) => text.replaceAll(word, "OWN"), shown)];
}

test("signed out, every page and form leads to the sign-in and back, and shows and does nothing", async ({ stack, open }) => {
  const { addressId, number, userId } = await newCustomer(stack, open());
  const guest = open();
  const mal = open();
  mal.plant("authjs.session-token", "A".repeat(43));
  const tricks: Record<string, string>[] = [{}, { rsc: "1", "next-router-prefetch": "1" }, { "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware" }];
  const pages = ["/addresses", "/addresses/new", `/addresses/${addressId}`, "/checkout", "/orders", `/orders?before=${number}`, `/orders/${number}`];
  const before = await rowCounts(stack);
  for (const browser of [guest, mal]) {
    for (const path of pages) {
      for (const headers of tricks) {
        const answer = await browser.get(path, headers);
        expect(answer.status, path).toBeLessThan(400);
        expect(answer.body).not.toContain("Vera Private");
        if (Object.keys(headers).length === 0) expect(decodeURIComponent(pathOf(answer)), path).toMatch(new RegExp(`^/signin\\?returnTo=${path.split("?")[0]}`));
      }
    }
    const forms: [string, Record<string, string>, string][] = [
      ["/addresses", { action: "remove", address: addressId }, "/addresses"],
      ["/addresses/new", goodAddress, "/addresses/new"],
      [`/addresses/${addressId}`, goodAddress, `/addresses/${addressId}`],
      ["/checkout", { action: "add_address", ...goodAddress }, "/checkout"],
      ["/checkout", { action: "place", token: "t".repeat(43), bag: "b".repeat(43), address: addressId }, "/checkout"],
    ];
    for (const [path, fields, back] of forms) {
      const answer = await browser.post(path, fields);
      expect(answer.status, path).toBe(303);
      expect(pathOf(answer)).toBe(`/signin?${new URLSearchParams({ returnTo: back })}`);
    }
  }
  expect(await rowCounts(stack)).toEqual(before);
  expect(await ordersOf(stack, userId)).toEqual({ orders: 1, things: 1 });
});

test("somebody else's address and order are as if they did not exist, for every page and every form", async ({ stack, open }) => {
  const vera = await newCustomer(stack, open());
  const mal = await newCustomer(stack, open());
  const veraRows = async () => (await stack.sql.query(`SELECT a.* FROM "Address" a WHERE a."userId" = $1`, [vera.userId])).rows;
  const [before, rows] = [await rowCounts(stack), await veraRows()];
  const form = await orderForm(mal.browser);
  const asking: [string, (id: string, number: string) => Promise<Answer>, number][] = [
    ["address page", (id) => mal.browser.get(`/addresses/${id}`), 404],
    ["order page", (_, number) => mal.browser.get(`/orders/${number}`), 404],
    ["list from an order", (_, number) => mal.browser.get(`/orders?before=${number}`), 200],
    ["change", (id) => mal.browser.post(`/addresses/${id}`, { ...goodAddress, fullName: "Mal" }), 409],
    ["change with a slip", (id) => mal.browser.post(`/addresses/${id}`, { ...goodAddress, city: "" }), 409],
    ["remove", (id) => mal.browser.post("/addresses", { action: "remove", address: id }), 409],
    ["use first", (id) => mal.browser.post("/addresses", { action: "default", address: id }), 409],
    ["deliver to", (id) => mal.browser.post("/checkout", { ...form, address: id }), 409],
  ];
  for (const [what, ask, status] of asking) {
    await test.step(what, async () => {
      const answer = await ask(vera.addressId, vera.number);
      expect(answer.status, what).toBe(status);
      expect(answer.body).not.toContain(vera.userId);
      const unknown = await ask(nobody, "ABCDE-FGHJK");
      expect(plain(answer, vera.addressId, vera.number), "not to be told from one that is not there").toEqual(plain(unknown, nobody, "ABCDE-FGHJK"));
    });
  }
  expect(await rowCounts(stack)).toEqual(before);
  expect(await veraRows()).toEqual(rows);
});

test("twenty placements of one form at once, and one later, make one order and lead to it", async ({ stack, open }) => {
  const { browser, userId } = await newShopper(stack, open());
  await addedAddress(stack, browser, userId);
  await putInBag(browser, "wool-blanket", "seed-tin");
  const form = await orderForm(browser);
  const answers = await Promise.all(Array.from({ length: 20 }, () => browser.copy().post("/checkout", form)));
  answers.push(await browser.post("/checkout", form));
  expect(new Set(answers.map(orderNumberOf)).size).toBe(1);
  expect(await ordersOf(stack, userId)).toEqual({ orders: 1, things: 2 });
  const page = await browser.get(pathOf(answers[0] as Answer));
  expect(page.status).toBe(200);
  expect(page.body).toContain("Your order is placed");
  expect((await browser.get("/checkout")).body).toContain("Nothing to check out");
});

test("two tabs with the same bag order it once; the other one is shown that the bag has changed", async ({ stack, open }) => {
  const { browser, userId } = await newShopper(stack, open());
  await addedAddress(stack, browser, userId);
  await putInBag(browser, "wool-blanket");
  const forms = [await orderForm(browser), await orderForm(browser)];
  const answers = await Promise.all(forms.map(async (form) => await browser.copy().post("/checkout", form)));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 409]);
  const late = answers.find(({ status }) => status === 409);
  expect(late?.body).toContain("Your bag has changed");
  expect(late?.body).toContain("Nothing to check out");
  expect(await ordersOf(stack, userId)).toEqual({ orders: 1, things: 1 });
});

test("a bag that changed meanwhile is shown as it is now, with 409, and can then be ordered", async ({ stack, open }) => {
  const { browser, userId } = await newShopper(stack, open());
  const [first, second] = [await addedAddress(stack, browser, userId), await addedAddress(stack, browser, userId, { fullName: "Second Choice" })];
  await putInBag(browser, "wool-blanket");
  const form = { ...(await orderForm(browser)), address: second };
  expect(form.address).not.toBe(first);
  await putInBag(browser, "camp-stool");
  const refused = await browser.post("/checkout", form);
  expect(refused.status).toBe(409);
  expect(refused.headers.get("cache-control")).toContain("no-store");
  expect(refused.body).toContain("Your bag has changed since this page was opened, so nothing was ordered");
  expect(refused.body).toContain("Folding camp stool");
  expect(await ordersOf(stack, userId)).toEqual({ orders: 0, things: 0 });
  const newer = orderFormOf(refused);
  expect(newer.address, "the choice of address is kept").toBe(second);
  orderNumberOf(await browser.post("/checkout", newer));
  expect(await ordersOf(stack, userId)).toEqual({ orders: 1, things: 2 });
  const { rows } = await stack.sql.query(`SELECT a."fullName" FROM "OrderAddress" a JOIN "Order" o ON o."id" = a."orderId" WHERE o."userId" = $1`, [userId]);
  expect(rows).toEqual([{ fullName: "Second Choice" }]);
});

test("without an address chosen, with a form that is not ours, or with nothing in the bag, nothing is ordered and the page says what to do", async ({ stack, open }) => {
  const { browser, userId } = await newShopper(stack, open());
  expect((await browser.get("/checkout")).body).toContain("Nothing to check out");
  await putInBag(browser, "seed-tin");
  const page = await browser.get("/checkout");
  expect(page.body).toContain("Add an address first");
  expect(page.body).not.toContain("Place order<");
  await addedAddress(stack, browser, userId);
  const form = await orderForm(browser);
  const { address: _, ...unchosen } = form;
  const cases: [Record<string, string>, number, string][] = [
    [unchosen, 422, "Choose where to deliver"],
    [{ ...form, address: "" }, 422, "Choose where to deliver"],
    [{ ...form, address: nobody }, 409, "That address is not there any more"],
    [{ ...form, address: "-1" }, 409, "That address is not there any more"],
    [{ ...form, address: "x".repeat(2_000) }, 422, "We could not read that request"],
    [{ ...form, token: "" }, 422, "We could not read that request"],
    [{ ...form, token: "../../etc" }, 422, "We could not read that request"],
    [{ ...form, bag: `${form.bag}x` }, 422, "We could not read that request"],
    [{ ...form, bag: "x".repeat(43) }, 409, "Your bag has changed"],
    [{ ...form, action: "pay" }, 422, "We could not read that request"],
    [{ ...form, action: "__proto__" }, 422, "We could not read that request"],
    [{}, 422, "We could not read that request"],
    [{ ...form, token: `${form.token.slice(1)}\u0000` }, 400, "We could not accept that"],
  ];
  for (const [fields, status, words] of cases) {
    const answer = await browser.post("/checkout", fields);
    expect(answer.status, JSON.stringify(fields).slice(0, 200)).toBe(status);
    expect(answer.body, JSON.stringify(fields).slice(0, 200)).toContain(status === 400 ? "<h1" : words);
  }
  expect(await ordersOf(stack, userId)).toEqual({ orders: 0, things: 0 });
  // Prices and quantities that a form claims count for nothing.
  orderNumberOf(await browser.post("/checkout", { ...form, quantity: "99", price: "1", total: "0", userId: nobody, totalMinor: "1" }));
  const { rows } = await stack.sql.query(`SELECT "totalMinor" FROM "Order" WHERE "userId" = $1`, [userId]);
  expect(rows).toEqual([{ totalMinor: 1_450 }]);
});

test("addresses that orders and forms do not have are a true 404", async ({ stack, open }) => {
  const { browser } = await newCustomer(stack, open());
  for (const path of ["/orders/x", "/orders/-1", "/orders/0", "/orders/ABCDE-FGHJK", "/orders/ABCDE-FGHJK/x", "/orders/submit", `/orders/${"A".repeat(2_000)}`, "/orders/%27%20OR%201%3D1", "/orders/__proto__", "/addresses/-1", "/addresses/x", `/addresses/${nobody}`, `/addresses/${nobody}/x`, "/addresses/__proto__", "/addresses/%F0%9F%92%A9"]) {
    const answer = await browser.get(path);
    expect(answer.status, path).toBe(404);
    // In the page itself, not in what a script would make of it.
    expect(plain(answer)[1], path).toMatch(/<title>Page not found[\s\S]*<h1[^>]*>Nothing grows here/);
  }
  expect((await browser.get("/orders/%00")).status).toBe(400);
});

const markup = `<img src=x onerror=alert(1)>"'&`;

test("what is typed into an address is text, is cleaned, bounded, and stays in a refused form", async ({ stack, open }) => {
  const { browser, userId } = await newShopper(stack, open());
  await putInBag(browser, "seed-tin");
  const refusals: [string, Record<string, string>, string[]][] = [
    ["nothing", {}, ["Enter the name of the person", "Enter a street and number", "Enter a town or city", "Choose a country"]],
    ["a long name", { ...goodAddress, fullName: "x".repeat(101) }, ["Full name: 100 characters at most", `value="${"x".repeat(101)}"`, 'value="12 Oak Lane"']],
    ["a long postal code", { ...goodAddress, postalCode: "9".repeat(21) }, ["Postal code (if there is one): 20 characters at most"]],
    ["a very long line", { ...goodAddress, line1: "漢".repeat(5_000) }, ["Street and number: 100 characters at most", 'value="Ada Lovelace"']],
    ["all of it too long", Object.fromEntries(Object.keys(goodAddress).map((name) => [name, "漢".repeat(800)])), ["characters at most", "Choose a country"]],
    ["only invisible letters", { ...goodAddress, city: "\u200b\u202e\u2066" }, ["Enter a town or city"]],
    ["an unknown country", { ...goodAddress, country: "XX" }, ["Choose a country", 'value="London"']],
    ["a country of markup", { ...goodAddress, country: markup }, ["Choose a country"]],
    ["markup beside a slip", { ...goodAddress, fullName: markup, city: "" }, ["Enter a town or city", "&lt;img src=x onerror=alert(1)&gt;"]],
  ];
  for (const [what, fields, words] of refusals) {
    for (const [path, also] of [["/addresses/new", {}], ["/checkout", { action: "add_address" }]] as const) {
      const answer = await browser.post(path, { ...fields, ...also });
      expect(answer.status, `${what} at ${path}`).toBe(422);
      for (const word of words) expect(answer.body, `${what} at ${path}`).toContain(word);
      expect(answer.body).toContain('role="alert"');
      expect(answer.body, "what was typed is never markup").not.toMatch(/<img src=x/);
      expect(answer.body).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
    }
  }
  const doubled = "fullName=a&fullName=b&line1=x&city=y&country=GB";
  const own = { "content-type": "application/x-www-form-urlencoded", origin: stack.appUrl, "sec-fetch-site": "same-origin" };
  for (const body of [doubled, "fullName=%00&line1=x&city=y&country=GB", "fullName[]=a&line1=%00"]) {
    for (const path of ["/addresses/new", "/checkout", `/addresses/${nobody}`, "/addresses"]) expect((await browser.request(path, { method: "POST", headers: own, body })).status, `${path} ${body}`).toBe(400);
  }
  expect((await rowsOf(stack, userId)).length).toBe(0);
  const id = await addedAddress(stack, browser, userId, { fullName: `\u202e${markup}\u0007 `, line1: "\t=cmd|' /C calc'!A0", city: "شارع \u2067القاهرة", region: "\ufeff" });
  expect(await rowsOf(stack, userId)).toEqual([expect.objectContaining({ fullName: markup, line1: "=cmd|' /C calc'!A0", city: "شارع القاهرة", region: null, line2: null })]);
  orderNumberOf(await browser.post("/checkout", await orderForm(browser)));
  for (const path of ["/addresses", `/addresses/${id}`, "/orders", `/orders/${await newestNumber(stack, userId)}`]) {
    const page = await browser.get(path);
    expect(page.status, path).toBe(200);
    expect(page.body, path).not.toMatch(/<img src=x|[\u202a-\u202e]/);
  }
  expect(stack.output(), "no address of a person in the log").not.toMatch(/Oak Lane|onerror=alert|cmd\|/);
});

async function rowsOf(stack: Stack, userId: string): Promise<Record<string, unknown>[]> {
  return (await stack.sql.query<Record<string, unknown>>(`SELECT * FROM "Address" WHERE "userId" = $1`, [userId])).rows;
}

async function newestNumber(stack: Stack, userId: string): Promise<string> {
  return (await stack.sql.query<{ number: string }>(`SELECT "number" FROM "Order" WHERE "userId" = $1 ORDER BY "placedAt" DESC`, [userId])).rows[0]?.number ?? "";
}

test("the twenty-first address is refused with the reason, on its own page and at the checkout", async ({ stack, open }) => {
  const { browser, userId } = await newShopper(stack, open());
  await putInBag(browser, "seed-tin");
  const answers = await Promise.all(Array.from({ length: 24 }, (_, index) => browser.copy().post("/addresses/new", { ...goodAddress, fullName: `Person ${index}` })));
  expect(answers.filter(({ status }) => status === 303)).toHaveLength(20);
  expect(answers.filter(({ status, body }) => status === 409 && body.includes("That is as many as we keep"))).toHaveLength(4);
  const refused = await browser.post("/checkout", { action: "add_address", ...goodAddress });
  expect([refused.status, refused.body.includes("You keep 20 addresses already")]).toEqual([409, true]);
  expect((await browser.get("/addresses")).body).toContain("You have 20 addresses here");
  expect(await rowsOf(stack, userId)).toHaveLength(20);
});

test("a form about addresses or orders that is not from a page of ours does nothing, and reading its address changes nothing", async ({ stack, open }) => {
  const { browser, userId, addressId } = await newCustomer(stack, open());
  const form = await orderForm(browser);
  const before = await rowCounts(stack);
  const forms: [string, Record<string, string>][] = [
    ["/addresses", { action: "remove", address: addressId }],
    ["/addresses/new", goodAddress],
    [`/addresses/${addressId}`, { ...goodAddress, fullName: "Mal" }],
    ["/checkout", form],
    ["/checkout", { action: "add_address", ...goodAddress }],
  ];
  for (const [path, fields] of forms) {
    for (const headers of [{ origin: "https://evil.example", "sec-fetch-site": "cross-site" }, { origin: "null", "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }] as Record<string, string>[]) expect((await browser.post(path, fields, headers)).status, path).toBe(403);
    const query = new URLSearchParams(fields);
    for (const target of [`${path}?${query}`, `${path}/submit?${query}`, `${path}?_method=POST&${query}`]) expect((await browser.get(target, { "x-http-method-override": "POST" })).status, target).toBeLessThan(500);
    expect((await browser.request(path, { method: "POST", headers: { "content-type": "application/json", origin: stack.appUrl, "sec-fetch-site": "same-origin" }, body: JSON.stringify(fields) })).status, path).toBe(400);
  }
  for (const path of ["/orders", "/orders/ABCDE-FGHJK"]) expect([404, 405]).toContain((await browser.post(path, form)).status);
  expect(await rowCounts(stack)).toEqual(before);
  expect(await rowsOf(stack, userId)).toEqual([expect.objectContaining({ id: addressId, fullName: "Vera Private" })]);
});

test("an outage while ordering is said as one; the same form, sent again, makes the one order", async ({ stack, open, journal }) => {
  journal.faultsExpected = true;
  const { browser, userId } = await newShopper(stack, open());
  await addedAddress(stack, browser, userId);
  await putInBag(browser, "seed-tin");
  const form = await orderForm(browser);
  stack.wire.cut();
  for (const answer of [await browser.post("/checkout", form), await browser.get("/orders"), await browser.get("/addresses"), await browser.get("/checkout")]) {
    expect(answer.status, answer.url).toBe(503);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(answer.setCookies).toEqual([]);
  }
  stack.wire.restore();
  await expect.poll(async () => (await fetch(`${stack.listensAt}/api/health/ready`)).status, { timeout: 5_000, intervals: [50] }).toBe(200);
  const numbers = [orderNumberOf(await browser.post("/checkout", form)), orderNumberOf(await browser.post("/checkout", form))];
  expect(new Set(numbers).size).toBe(1);
  expect(await ordersOf(stack, userId)).toEqual({ orders: 1, things: 1 });
});

test("a bag that is full, and one that holds what is no longer sold, say so; the latter can be tidied", async ({ stack, open }) => {
  const { browser, userId } = await newShopper(stack, open());
  await putInBag(browser, "seed-tin", "enamel-kettle");
  expect((await browser.post("/bag", { action: "set", productId: "seed-tin", quantity: "98" })).status).toBe(303);
  expect(pathOf(await browser.post("/bag", { action: "add", productId: "seed-tin" }))).toBe("/bag?full=seed-tin");
  expect(pathOf(await browser.post("/bag", { action: "add", productId: "seed-tin" }))).toBe("/bag?full=seed-tin");
  expect((await browser.get("/bag?full=seed-tin")).body).toContain("Your bag holds 99 of Meadow seed tin");
  await stack.sql.query(`UPDATE "BagItem" SET "productId" = 'discontinued' WHERE "userId" = $1 AND "productId" = 'seed-tin'`, [userId]);
  for (const path of ["/bag", "/checkout"]) expect((await browser.get(path)).body, path).toContain("One thing in your bag is no longer sold");
  expect(pathOf(await browser.post("/bag", { action: "tidy", returnTo: "/checkout" }))).toBe("/checkout");
  const { rows } = await stack.sql.query(`SELECT "productId", "quantity" FROM "BagItem" WHERE "userId" = $1`, [userId]);
  expect(rows).toEqual([{ productId: "enamel-kettle", quantity: 1 }]);
});
