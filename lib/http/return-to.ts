/** Where a person lands when no destination, or no good one, was given. */
export const defaultReturnTo = "/account";
const maxLength = 2_048;
/** Paths that must never be a destination: landing there would do something, or loop. */
const neverPage = /^\/(api|_next)(\/|$)|\/submit\/?$/i;
const neverReturnTo = /^\/(api|signout|signin|reauthenticate|_next)(\/|$)|\/submit\/?$/i;

/**
 * A destination on this site and nothing else.
 * `//host`, `/\host`, control characters, other origins, addresses that act, and anything over 2,048 characters
 * (encoded or not) become the fallback. The result is a normalised path with query and fragment.
 * @see RFC 9700 section 4.11.1
 */
export function safeReturnTo(value: unknown, fallback: string = defaultReturnTo): string {
  return pathOfThisSite(value, neverReturnTo) ?? fallback;
}

/** The page that a form without a page of its own was sent from, whichever it is; the home page when that cannot be told. */
export function samePage(value: unknown): string {
  return pathOfThisSite(value, neverPage) ?? "/";
}

/** The page that a form was on, as the browser says; pages whose address is a secret do not let it say so. */
export function pageBehind(request: Request): string | undefined {
  const page = URL.parse(request.headers.get("referer") ?? "");
  return page ? page.pathname + page.search : undefined;
}

function pathOfThisSite(value: unknown, never: RegExp): string | undefined {
  if (typeof value !== "string" || value.length > maxLength || !value.startsWith("/")) return undefined;
  // Browsers drop tab and newline, and read a backslash as a slash, after any check that looked at the raw text.
  if (/[\u0000-\u0020\u007f-\u009f\\]/.test(value)) return undefined;
  const base = "http://site.invalid";
  let url: URL;
  let decodedPath: string;
  try {
    url = new URL(value, base);
    decodedPath = decodeURIComponent(url.pathname);
  } catch {
    return undefined;
  }
  if (url.origin !== base || url.username !== "" || decodedPath.startsWith("//") || decodedPath.includes("\\")) return undefined;
  if (/[\u0000-\u001f\u007f]/.test(decodedPath)) return undefined;
  if (never.test(decodedPath)) return undefined;
  // Percent-encoding may have tripled it, and it travels in headers and cookies from here on.
  const path = url.pathname + url.search + url.hash;
  return path.length > maxLength ? undefined : path;
}
