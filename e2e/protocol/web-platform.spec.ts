import { HttpBrowser } from "../fixtures/http-browser.ts";
import { sessionOf, signedIn } from "../fixtures/journey.ts";
import { newPersona } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";

/** What the site does not do by the way: write while it reads, show its inside, follow a foreign name. */

test("reading the session writes nothing and sets no cookie", async ({ stack, open }) => {
  const vera = open();
  await signedIn(stack, vera, newPersona(stack));
  for (const path of ["/api/auth/session", "/", "/account", "/signin", "/bag"]) expect((await vera.get(path)).setCookies, path).toEqual([]);
  const session = await sessionOf(vera);
  expect(Object.keys(session ?? {}).sort()).toEqual(["expires", "user"]);
  expect(Object.keys(session?.user ?? {}).sort()).toEqual(["email", "id", "name"]);
});

test("a page rendered for a refused form goes out without the inside of the site", async ({ stack, open }) => {
  const claims = { "x-internal-render": "x", "x-form-values": Buffer.from('{"email":"injected"}').toString("base64url") };
  const answer = await open().post("/signin/check-email", { email: "x" }, claims);
  expect(answer.status).toBe(422);
  expect(answer.body).not.toContain("injected");
  // Nobody but the site itself says what was typed into a page that is shown.
  for (const path of ["/signin", "/signin/password", "/signup"]) expect((await open().get(path, claims)).body, path).not.toContain("injected");
  expect(answer.headers.get("x-internal-render")).toBeNull();
  // The sandbox Amazon is the only other address that may be named.
  const text = `${answer.body}${JSON.stringify([...answer.headers])}`.replaceAll(stack.sandbox.url, "");
  expect(/127\.0\.0\.1.{0,10}/.exec(text)?.[0]).toBeUndefined();
});

test("a browser that calls the site by the address of this machine is sent to its name", async ({ stack }) => {
  const { port } = new URL(stack.listensAt);
  const mistaken = new HttpBrowser(`http://127.0.0.1:${port}`, { connectTo: stack.listensAt });
  const answer = await mistaken.get("/signin?returnTo=%2Fbag");
  expect([answer.status, answer.headers.get("location")]).toEqual([308, `${stack.appUrl}/signin?returnTo=%2Fbag`]);
  for (const host of ["evil.example", `evil.example:${port}`, "127.0.0.1.evil.example"]) {
    const other = await mistaken.get("/account", { host });
    expect(new URL(other.headers.get("location") ?? "", stack.appUrl).origin).toBe(stack.appUrl);
  }
});
