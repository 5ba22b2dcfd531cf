/** What a visit of the upstream ended with: the way back to the client, or the page on which it refused. */
export type Visit = { redirectUrl: string } | { refused: number; page: string };

const mostRequests = 10;

/** A browser profile that knows the upstream only: enough of cookies for one visit. */
function profile(origin: string) {
  const cookies = new Map<string, string>();
  return async (url: URL, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { ...init, redirect: "manual", headers: { accept: "text/html", origin, cookie, ...(init.headers as Record<string, string> | undefined) } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
}

/**
 * A person's visit without a browser: opens the authorization request in a fresh profile, signs in, decides, and
 * follows the redirects until they leave the upstream.
 *
 * @throws {Error} when the upstream asks on and on
 */
export async function visit(authorizationUrl: string, userId: string, decision: "allow" | "cancel" = "allow"): Promise<Visit> {
  let url = new URL(authorizationUrl);
  const { origin } = url;
  const ask = profile(origin);
  let response = await ask(url);
  for (let requests = 0; requests < mostRequests; requests += 1) {
    const location = response.headers.get("location");
    if (location !== null) {
      url = new URL(location, url);
      if (url.origin !== origin) return { redirectUrl: url.href };
      response = await ask(url);
    } else if (response.ok && url.pathname.startsWith("/interaction/")) {
      response = await ask(url, { method: "POST", body: new URLSearchParams({ user_id: userId, decision }) });
    } else {
      return { refused: response.status, page: await response.text() };
    }
  }
  throw new Error("the upstream did not come to an end");
}
