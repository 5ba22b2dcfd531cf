import { env } from "../env.ts";
import { t } from "../i18n/index.ts";
import { currentLocale } from "../i18n/locale.ts";
import { logEvent } from "../telemetry/log.ts";
import { formValuesHeader, packFormValues } from "./form-values.ts";
import { contentSecurityPolicyOfData } from "./headers.ts";
import { internalRender, internalRenderHeader } from "./internal-render.ts";

export { formValues } from "./form-values.ts";

type PageInit = { status: number; headers?: HeadersInit; formValues?: Record<string, string> };

/** What the page may know about the person who sent the form. */
const passedOn = ["cookie", "accept-language", "user-agent", "x-request-id", "x-client-address"];
const renderTimeoutMilliseconds = 10_000;

function renderRequestHeaders(request: Request, values: Record<string, string> | undefined, secret: string | undefined): Headers {
  // The answer is read here as text and compressed once, on its way out.
  const headers = new Headers({ accept: "text/html", "accept-encoding": "identity" });
  for (const name of passedOn) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const packed = values && packFormValues(values);
  if (packed) headers.set(formValuesHeader, packed);
  if (secret !== undefined) headers.set(internalRenderHeader, secret);
  return headers;
}

function withExtra(headers: Headers, extra: HeadersInit | undefined): Headers {
  for (const [name, value] of new Headers(extra)) {
    if (name === "set-cookie") headers.append(name, value);
    else headers.set(name, value);
  }
  return headers;
}

/** The page in its barest form, for when rendering itself fails: the status still tells the truth, and there is a way on. */
function plainPage(path: string, init: PageInit): Response {
  const href = path.startsWith("/") && !path.startsWith("//") ? path.replace(/[&"<>\\]/g, encodeURIComponent) : "/";
  const title = t("listener.plain.title");
  const html = `<!doctype html><html lang="${currentLocale()}"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><h1>${title}</h1><p>${t("listener.plain.text")}</p><p><a href="${href}">${t("listener.toPage")}</a></p></html>`;
  const headers = new Headers({ "content-type": "text/html; charset=utf-8", "content-security-policy": contentSecurityPolicyOfData, "cache-control": "no-store" });
  return new Response(html, { status: init.status, headers: withExtra(headers, init.headers) });
}

/** A redirect of the page, kept on this site: the internal address must not leak into `Location`. */
function passRedirect(location: string, renderOrigin: string, init: PageInit): Response {
  const { pathname, search, hash } = new URL(location, renderOrigin);
  return new Response(null, { status: 303, headers: withExtra(new Headers({ location: pathname + search + hash, "cache-control": "no-store" }), init.headers) });
}

async function translate(page: Response, renderOrigin: string, path: string, init: PageInit): Promise<Response> {
  const location = page.headers.get("location");
  if (page.status >= 300 && page.status < 400 && location !== null) return passRedirect(location, renderOrigin, init);
  const outage = page.status === 503;
  if (!page.ok && !outage && page.status !== init.status) {
    logEvent("page.render_failed", { path, status: page.status }, "error");
    return plainPage(path, init);
  }
  // The nonce in this body belongs to this policy, so the two travel together.
  const headers = new Headers({ "cache-control": "no-store" });
  for (const name of ["content-type", "content-security-policy", "retry-after", ...(page.status === 404 ? ["link"] : [])]) {
    const value = page.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const body = await page.text();
  return outage ? new Response(body, { status: 503, headers }) : new Response(body, { status: init.status, headers: withExtra(headers, init.headers) });
}

/**
 * One of our pages as the answer of a route handler, with a status a page cannot set itself.
 *
 * The page is fetched inside this process (server/internal-render.ts) as the same person, and its HTML goes out with
 * `status`. A redirect of the page is passed on as 303, an outage page as 503; when rendering fails a bare page
 * carries the status. Never throws.
 * @param request the request being answered; cookies, language, request id and client address are passed on
 * @param path path and query of the page, such as `/signin?returnTo=%2Fbag`
 * @param init.headers extra headers, such as `Retry-After` or `Set-Cookie`
 * @param init.formValues what the person typed, for the page to show again through `formValues(await headers())`;
 *   never a password or a code
 */
export async function pageResponse(request: Request, path: string, init: PageInit): Promise<Response> {
  const internal = internalRender();
  try {
    const origin = internal?.origin ?? `http://localhost:${env().PORT}`;
    const page = await fetch(origin + path, {
      headers: renderRequestHeaders(request, init.formValues, internal?.secret),
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.timeout(renderTimeoutMilliseconds),
    });
    return await translate(page, origin, path, init);
  } catch (error) {
    logEvent("page.render_failed", { path, error }, "error");
    return plainPage(path, init);
  }
}

/** An address that no page, file or handler of ours has. */
const nowhere = "/nothing-is-here";
/** What Next says of every page. */
const pageCacheControl = "private, no-cache, no-store, max-age=0, must-revalidate";

/**
 * The page of an address that does not exist, for a handler whose own address is to look like one: with the headers and
 * the body that Next answers such a request with. Never throws.
 */
export async function missingResponse(request: Request): Promise<Response> {
  const page = await pageResponse(request, nowhere, { status: 404, headers: { "cache-control": pageCacheControl } });
  if (request.method !== "POST") return page;
  // What is posted there is answered without a nonce, and a form, which could be a call of an action, without a word to search engines.
  const [headers, link] = [new Headers(page.headers), page.headers.get("link")];
  headers.delete("content-security-policy");
  if (link !== null) headers.set("link", link.replaceAll(/; nonce="[^"]*"/g, ""));
  const isForm = request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded") ?? false;
  const body = await page.text();
  return new Response(isForm ? body.replace('<meta name="robots" content="noindex"/>', "") : body, { status: page.status, headers });
}
