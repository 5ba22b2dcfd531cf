import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { forms, pagePaths, urlencoded } from "../fixtures/endpoints.ts";
import { askAsRouter, expectClosed, expectFormsClosed, expectNoSpellingOpens, showsNobody } from "../fixtures/guarded.ts";
import { rowCounts, sessionOf, signedIn } from "../fixtures/journey.ts";
import { expectOpenToOwner, newOwner } from "../fixtures/owner.ts";
import { newPersona } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";

/** Who may see what, by whatever spelling, and what no page offers: WP-01, WP-02. */

// Hundreds of requests a test: on a busy machine they take their time.
test.describe.configure({ timeout: 240_000 });

test("no spelling of the address and no header opens the account page to somebody who is signed out", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  await signedIn(stack, vera, persona);
  expect((await vera.get("/account")).body).toContain(persona.name);
  // The router's own way to the page is open to her, so that its being closed to others means something.
  expect((await askAsRouter(vera, "/account")).body).toContain(persona.name);
  await expectNoSpellingOpens(open, [persona.name, persona.email ?? ""]);
});

test("no header opens any page that needs a session, and each leads to the sign-in", async ({ stack, open }) => {
  const vera = await newOwner(stack, open);
  await expectOpenToOwner(vera);
  for (const page of vera.pages) await expectClosed(open, vera.secrets, page);
});

test("a form of somebody signed in, sent by anybody else, leads to the sign-in and does nothing", async ({ stack, open }) => {
  await expectFormsClosed(stack, open);
});

test("what a signed-in person sees is kept by no cache and given to nobody else", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  await signedIn(stack, vera, persona);
  for (const path of ["/account", "/account?_rsc=1", "/", "/bag", "/saved", "/api/auth/session", "/account/x.css", "/account%0a.css", "/account;a.js", "/signout"]) {
    const answer = await vera.get(path);
    expect(answer.headers.get("cache-control"), path).toContain("no-store");
    showsNobody(await open().get(path), [persona.name, persona.email ?? ""]);
  }
});

/** Shapes of a call of a server action: by header, by the fields of a form without script, and by both. */
const actionHeaders: Record<string, string>[] = [{ "next-action": "a".repeat(42) }, { "next-action": "7f".repeat(21), accept: "text/x-component" }, { "next-action": "x", rsc: "1", "next-router-state-tree": "%5B%22%22%5D" }, { "x-action-forwarded": "1", "next-action": "a".repeat(40) }];

test("the build holds no server action, and calling one does nothing that the same form would not do", async ({ stack, open }) => {
  const manifest = fileURLToPath(new URL(`../../${process.env.NEXT_DIST_DIR ?? ".next"}/server/server-reference-manifest.json`, import.meta.url));
  expect(existsSync(manifest)).toBe(true);
  expect(JSON.parse(readFileSync(manifest, "utf8"))).toMatchObject({ node: {}, edge: {} });
  const vera = open();
  await signedIn(stack, vera, newPersona(stack));
  const before = await rowCounts(stack);
  const own = { origin: stack.appUrl, "sec-fetch-site": "same-origin" };
  // Starting a sign-in and signing out need no field, so there the call is the form itself.
  const withFields = [...pagePaths, ...forms.map((form) => form.path), "/nothing-here"].filter((path) => !["/api/auth/signin/amazon", "/signout"].includes(path));
  for (const path of withFields) {
    for (const headers of actionHeaders) {
      // One of them says a page to be on that Next cannot read.
      const refused = "next-router-state-tree" in headers ? 400 : 415;
      const asForm = await vera.request(path, { method: "POST", headers: { ...urlencoded, ...own, ...headers }, body: "1_$ACTION_ID_x=&0=%5B%22%24K1%22%5D" });
      expect([400, 404, 405, 409, 422], `${path} ${JSON.stringify(headers)} answered ${asForm.status}`).toContain(asForm.status);
      expect(asForm.headers.get("content-type") ?? "").not.toContain("text/x-component");
      expect((await vera.request(path, { method: "POST", headers: { ...own, "content-type": "text/plain;charset=UTF-8", ...headers }, body: "[]" })).status).toBe(refused);
      const boundary = { "content-type": "multipart/form-data; boundary=x" };
      expect((await vera.request(path, { method: "POST", headers: { ...own, ...boundary, ...headers }, body: `--x\r\nContent-Disposition: form-data; name="$ACTION_ID_x"\r\n\r\n\r\n--x--\r\n` })).status).toBe(refused);
    }
  }
  expect(await rowCounts(stack)).toEqual(before);
  expect(await sessionOf(vera)).not.toBeNull();
});
