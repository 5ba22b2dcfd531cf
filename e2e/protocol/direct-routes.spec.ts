import type { Answer, HttpBrowser } from "../fixtures/http-browser.ts";
import { decideAtAmazon, pathOf, sessionOf } from "../fixtures/journey.ts";
import { newPersona } from "../fixtures/people.ts";
import { locationOf } from "../fixtures/http-browser.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** The listener calls the functions of start and callback by itself; the application's route has the same (decision 0020). */

test.use({ setting: { environment: {} } });

/** The framework reads this as the same address; the listener, which takes what is offered letter by letter, hands it on. */
const spelledAnew = (path: string) => path.replace("/amazon", "/%61mazon");

/** What of an answer both must have alike; Next adds what its own client would look at. */
function likeness({ status, headers, body }: Answer) {
  const names = [...headers.keys()].filter((name) => !["vary", "date", "connection", "keep-alive", "transfer-encoding", "content-length", "content-encoding", "etag"].includes(name));
  return { status, names: names.toSorted(), kept: ["cache-control", "content-type", "referrer-policy", "content-security-policy"].map((name) => headers.get(name)?.replace(/nonce-[^']+/g, "nonce")), length: body.length > 0 };
}

async function both(stack: Stack, open: () => HttpBrowser, spell: (path: string) => string): Promise<Answer[]> {
  const [vera, persona] = [open(), newPersona(stack)];
  const started = await vera.post(spell("/api/auth/signin/amazon"), { returnTo: "/bag" });
  const callback = await decideAtAmazon(stack, locationOf(started).href, persona);
  // A browser would send the check cookies to the one path only.
  const cookie = vera.cookieHeader(new URL(callback, stack.appUrl));
  const finished = await vera.request(spell(callback), { headers: { cookie } });
  expect(pathOf(finished)).toBe("/bag");
  expect((await sessionOf(vera))?.user.name).toBe(persona.name);
  const refused = await vera.request(spell(callback).replace(/state=[^&]+/, "state=unknown"));
  const crossSite = await vera.request(spell("/api/auth/signin/amazon"), { method: "POST", headers: { origin: "https://evil.test", "sec-fetch-site": "cross-site", "content-type": "application/x-www-form-urlencoded" }, body: "returnTo=%2Fbag" });
  return [started, finished, refused, crossSite];
}

test("a sign-in that the framework answers is the same, from the start to the refusals", async ({ stack, open }) => {
  const direct = (await both(stack, open, (path) => path)).map(likeness);
  expect(direct.map(({ status }) => status)).toEqual([303, 303, 303, 403]);
  expect((await both(stack, open, spelledAnew)).map(likeness)).toEqual(direct);
});
