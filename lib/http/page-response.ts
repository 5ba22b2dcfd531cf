import { env } from "../env.ts";
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
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>That didn't work</title><h1>That didn't work</h1><p>Nothing is lost. Please go back and try again.</p><p><a href="${href}">Go back</a></p></html>`;
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
  if (!page.ok && !outage) {
    logEvent("page.render_failed", { path, status: page.status }, "error");
    return plainPage(path, init);
  }
  // The nonce in this body belongs to this policy, so the two travel together.
  const headers = new Headers({ "cache-control": "no-store" });
  for (const name of ["content-type", "content-security-policy", "retry-after"]) {
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
