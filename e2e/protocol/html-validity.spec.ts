import { expectValidHtml, htmlFaults } from "../fixtures/html-validity.ts";
import type { Answer } from "../fixtures/http-browser.ts";
import { signedIn, startAmazon, startEmail } from "../fixtures/journey.ts";
import { newAddress, newestCode, newPersona } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import { outcomeCodes } from "#lib/outcomes.ts";

/**
 * An HTML validator over what the pages of e2e/quality.spec.ts leave out: recovery pages, refusals, faults, mails, and
 * the pages of the sandbox and the mailbox.
 */

const nameOf = ({ status, url }: Answer) => `${status} ${new URL(url).pathname}`;

test("the validator finds what is wrong with a document", async () => {
  const wrong = `<!doctype html><html lang="en"><head><title>x</title></head><body><p><div id="a"></div><ul><p></ul><img src="x"><a href="x"><button type="button">x</button></a><span id="a"></span><p>until<!-- --> <time>x</time></p></body></html>`;
  const faults = (await htmlFaults(wrong)).join("\n");
  for (const rule of ["no-dup-id", "element-permitted-content", "a space that a screen reader loses: until"]) expect(faults).toContain(rule);
});

test("recovery and refusal pages of every outcome are valid", async ({ stack, open }) => {
  const vera = open();
  for (const code of outcomeCodes) await expectValidHtml((await vera.get(`/signin/error?code=${code}&ref=ABCDE-FGHJK`)).body, code);
  await signedIn(stack, vera, newPersona(stack));
  const refused = [await vera.post("/bag", { action: "set", productId: "wool-blanket", quantity: "0" }), await vera.post("/saved", {}), await vera.post("/signin/verify", {}), await vera.post("/signout", {}, { origin: "https://evil.example" }), await open().post("/signin/check-email", { email: '"><b>x' })];
  for (const answer of refused) {
    expect([400, 403, 422]).toContain(answer.status);
    await expectValidHtml(answer.body, nameOf(answer));
  }
});

test("pages that the listener answers by itself are valid, faults and outages too", async ({ stack, open, journal }) => {
  journal.faultsExpected = "broken";
  const vera = open();
  await signedIn(stack, vera, newPersona(stack));
  const answers = [await vera.request("/", { method: "PUT" }), await vera.get("/_error"), await vera.get("/%"), await vera.get(`/${"a".repeat(9_000)}`), await vera.get("/", { pad: "x".repeat(20_000) }), await vera.post("/bag", { a: "b" }, { "content-type": "image/png" }), await vera.get("/", { expect: "tea" })];
  await stack.sql.query(`ALTER TABLE "BagItem" RENAME TO "BagItemAway"`);
  try {
    answers.push(await vera.get("/bag"), await vera.post("/bag", { action: "add", productId: "wool-blanket" }));
  } finally {
    await stack.sql.query(`ALTER TABLE "BagItemAway" RENAME TO "BagItem"`);
  }
  stack.wire.cut();
  answers.push(await vera.get("/account"), await vera.post("/bag", { action: "add", productId: "wool-blanket" }), await vera.post("/api/auth/signin/amazon", {}), await vera.get("/"));
  stack.wire.restore();
  expect(answers.map(({ status }) => status)).toEqual([405, 404, 400, 414, 431, 415, 417, 500, 500, 503, 503, 503, 200]);
  for (const answer of answers) await expectValidHtml(answer.body, nameOf(answer));
});

test("the sandbox's pages, the mailbox's pages and the mails themselves are valid", async ({ stack, open }) => {
  const email = newAddress();
  await startEmail(open(), email);
  await newestCode(stack, email);
  const [mail] = stack.mailbox.mails.all(email);
  await expectValidHtml(mail?.html ?? "", "the mail with a code");
  const { authorizationUrl } = await startAmazon(open());
  const broken = [authorizationUrl.replace("client_id=", "client_id=x"), authorizationUrl.replace("redirect_uri=", "redirect_uri=x"), authorizationUrl.replace("response_type=code", "response_type=token")];
  for (const address of [stack.sandbox.url, authorizationUrl, `${stack.sandbox.url}/nothing`, ...broken, stack.mailbox.url, `${stack.mailbox.url}/nothing`]) {
    const response = await fetch(address);
    if (response.headers.get("content-type")?.startsWith("text/html")) await expectValidHtml(await response.text(), `${response.status} ${new URL(address).pathname}`);
  }
  expect((await fetch(stack.mailbox.url)).headers.get("content-type")).toContain("text/html");
});
