import { env } from "../env.ts";
import type { SetCookie } from "../http/cookies.ts";

/** A browser as far as cookies go: it keeps what it is told to keep, and sends it back where it belongs. */
export class TestBrowser {
  readonly cookies = new Map<string, { value: string; path: string }>();

  /** Takes the cookies of an answer. */
  take(response: Response): Response {
    for (const line of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split("; ");
      const [name = "", value = ""] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
      const attribute = (key: string) => attributes.find((text) => text.toLowerCase().startsWith(`${key}=`))?.split("=")[1];
      const gone = attribute("max-age") === "0" || (attribute("expires") !== undefined && Date.parse(attribute("expires") ?? "") <= Date.now());
      if (gone) this.cookies.delete(name);
      else this.cookies.set(name, { value, path: attribute("path") ?? "/" });
    }
    return response;
  }

  /** Takes cookies that an answer would set. */
  keep(cookies: readonly Pick<SetCookie, "name" | "value">[]): void {
    for (const { name, value } of cookies) this.cookies.set(name, { value, path: "/" });
  }

  cookieHeader(path: string): string {
    return [...this.cookies].flatMap(([name, cookie]) => (path.startsWith(cookie.path) ? [`${name}=${cookie.value}`] : [])).join("; ");
  }

  request(path: string, init: RequestInit = {}): Request {
    const url = new URL(path, env().AUTH_URL);
    return new Request(url, { ...init, headers: { cookie: this.cookieHeader(url.pathname), ...(init.headers as Record<string, string> | undefined) } });
  }

  /** A form of ours, sent from a page of ours. */
  form(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Request {
    return this.request(path, { method: "POST", body: new URLSearchParams(fields), headers: { origin: env().AUTH_URL, "sec-fetch-site": "same-origin", ...headers } });
  }

  /** The same browser at this moment, to go on in two ways. */
  copy(): TestBrowser {
    const twin = new TestBrowser();
    for (const [name, cookie] of this.cookies) twin.cookies.set(name, cookie);
    return twin;
  }
}

/** Where an answer leads, with the names of what the query holds. */
export function whereTo(response: Response): { status: number; path: string; query: Record<string, string> } {
  const url = new URL(response.headers.get("location") ?? "about:blank");
  return { status: response.status, path: url.origin === env().AUTH_URL ? url.pathname : url.href, query: Object.fromEntries(url.searchParams) };
}
