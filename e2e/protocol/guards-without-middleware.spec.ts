import { cpSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { pagePaths } from "../fixtures/endpoints.ts";
import { askAsRouter, expectClosed, expectFormsClosed, expectNoSpellingOpens, showsNobody } from "../fixtures/guarded.ts";
import { type Answer, HttpBrowser } from "../fixtures/http-browser.ts";
import { rowCounts, signedIn } from "../fixtures/journey.ts";
import { expectOpenToOwner, newOwner, type Owner } from "../fixtures/owner.ts";
import { newPersona } from "../fixtures/people.ts";
import { expect, test as base } from "../fixtures/protocol.ts";
import type { StackOptions } from "../fixtures/stack.ts";

/**
 * The same build without its middleware: the data layer must refuse alone, because whoever finds a way around the
 * middleware finds it for every site at once. WP-01.
 * @see CVE-2025-29927
 */

const repository = fileURLToPath(new URL("../../", import.meta.url));

/** A copy of the build whose list of functions says that there is no middleware. @returns its name in the repository */
function buildWithoutMiddleware(worker: number): string {
  const [from, name] = [process.env.NEXT_DIST_DIR ?? ".next", `.next-without-middleware-${worker}`];
  rmSync(repository + name, { recursive: true, force: true });
  cpSync(repository + from, repository + name, { recursive: true, verbatimSymlinks: true, filter: (file) => !/\.map$|\.nft\.json$|[\\/](cache|types)$/.test(file) });
  writeFileSync(`${repository}${name}/server/functions-config-manifest.json`, JSON.stringify({ version: 1, functions: {} }));
  rmSync(`${repository}${name}/server/middleware.js`);
  return name;
}

/** A browser whose forms go to their handlers, where the middleware would lead them. */
class HandlerBrowser extends HttpBrowser {
  override async post(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Answer> {
    return await super.post(path.startsWith("/api/") ? path : `${path}/submit`, fields, headers);
  }
}

const test = base.extend<object, { setting: StackOptions; vera: Owner }>({
  vera: [async ({ stack }, use) => await use(await newOwner(stack, () => new HandlerBrowser(stack.appUrl))), { scope: "worker" }],
  setting: [
    async ({}, use, { parallelIndex }) => {
      const distDir = buildWithoutMiddleware(parallelIndex);
      await use({ environment: { NEXT_DIST_DIR: distDir } });
      rmSync(repository + distDir, { recursive: true, force: true });
    },
    { scope: "worker" },
  ],
});

test("without the middleware no spelling and no header opens the account page either", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  await signedIn(stack, vera, persona);
  const page = await vera.get("/account");
  expect(page.body).toContain(persona.name);
  // Proof that it is gone: nobody made a nonce.
  expect(page.headers.get("content-security-policy")).not.toContain("nonce-");
  await expectNoSpellingOpens(open, [persona.name, persona.email ?? ""]);
});

test("without the middleware no header opens any page that needs a session either, and each leads to the sign-in", async ({ open, vera }) => {
  await expectOpenToOwner(vera);
  for (const page of vera.pages) await expectClosed(open, vera.secrets, page);
});

test("without the middleware the handler of a form sends anybody who is signed out to the sign-in, and does nothing", async ({ stack }) => {
  await expectFormsClosed(stack, () => new HandlerBrowser(stack.appUrl));
});

test("without the middleware no page shows one person to another, and what is sent to a page does nothing", async ({ stack, open, vera }) => {
  const mal = open();
  await signedIn(stack, mal, newPersona(stack));
  const before = await rowCounts(stack);
  for (const path of new Set([...pagePaths.filter((one) => !one.includes("[")), ...vera.pages])) {
    for (const headers of [{}, { rsc: "1" }, { rsc: "1", "next-router-prefetch": "1" }, { "next-action": "a".repeat(42) }] as Record<string, string>[]) {
      for (const answer of [await mal.get(path, headers), await open().get(path, headers), await askAsRouter(mal, path, headers), await mal.post(path, { action: "not_mine", scope: "everywhere", productId: "wool-blanket" }, headers)]) {
        expect(answer.status, `${path} ${JSON.stringify(headers)}`).toBeLessThan(500);
        showsNobody(answer, vera.secrets);
        expect(answer.setCookies).toEqual([]);
      }
    }
  }
  expect(await rowCounts(stack)).toEqual(before);
});
