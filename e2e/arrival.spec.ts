import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { recordLayoutShifts } from "./fixtures/quality.ts";
import { expect, test } from "./fixtures/test.ts";

/**
 * A site in front of the shop that hands out its pages in two pieces.
 * @param cut what the first piece ends with
 * @param painted resolves once the browser has done with the first piece what it will
 * @param waits whether the browser knows how to wait for the content (rel=expect); one that does not paints what it has
 */
async function slowSite(appUrl: string, cut: string, painted: () => Promise<unknown>, { waits = false } = {}): Promise<{ url: string; server: Server }> {
  const server = createServer(async (request, response) => {
    const answer = await fetch(new URL(request.url ?? "/", appUrl), { headers: { accept: request.headers.accept ?? "*/*" } });
    const type = answer.headers.get("content-type") ?? "";
    const whole = Buffer.from(await answer.arrayBuffer());
    const body = type.startsWith("text/html") ? Buffer.from(waits ? whole.toString() : whole.toString().replace(/<link rel="expect"[^>]*>/, "")) : whole;
    response.writeHead(answer.status, { "content-type": type });
    const end = type.startsWith("text/html") ? body.indexOf(cut) + cut.length : 0;
    if (end > cut.length) {
      response.write(body.subarray(0, end));
      await painted();
    }
    response.end(body.subarray(Math.max(end, 0)));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

for (const cut of ["</nav>", "</header>", "</h1>"]) {
  for (const path of ["/signin", "/", "/bag", "/no-such-page"]) {
    test(`nothing on ${path} moves when it is painted up to ${cut} and the rest comes later`, async ({ browser, stack }) => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      const shifts = await recordLayoutShifts(page);
      const { url, server } = await slowSite(stack.appUrl, cut, () => page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0));
      await page.goto(url + path, { waitUntil: "load" });
      expect(await shifts()).toEqual([]);
      await page.close();
      server.close();
    });
  }
}

for (const cut of ["</h1>", "bg-sunken print:hidden\">", "</footer>"]) {
  test(`a browser that knows how to wait shows nothing of a page that ends with ${cut} so far, and then all of it`, async ({ browser, stack }) => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const shifts = await recordLayoutShifts(page);
    // It would have painted by the tenth look, a tenth of a second later each.
    const looked = async () => {
      await page.waitForFunction(() => document.querySelector("h1") !== null && (Object.assign(globalThis, { looks: ((globalThis as { looks?: number }).looks ?? 0) + 1 }) as { looks: number }).looks >= 10, null, { polling: 100 });
      expect(await page.evaluate(() => performance.getEntriesByName("first-contentful-paint").length)).toBe(0);
    };
    const { url, server } = await slowSite(stack.appUrl, cut, looked, { waits: true });
    await page.goto(`${url}/signin/password/reset`, { waitUntil: "load" });
    await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
    expect(await shifts()).toEqual([]);
    await page.close();
    server.close();
  });
}
