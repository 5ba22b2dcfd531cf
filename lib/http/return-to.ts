/** Where a person lands when no destination, or no good one, was given. */
export const defaultReturnTo = "/account";
const maxLength = 2_048;
/** Paths that must never be a destination: landing there would do something, or loop. */
const neverReturnTo = /^\/(api|signout|signin|reauthenticate|_next)(\/|$)|\/submit\/?$/i;

/**
 * A destination on this site and nothing else.
 * `//host`, `/\host`, control characters, other origins, addresses that act, and anything over 2,048 characters
 * (encoded or not) become the fallback. The result is a normalised path with query and fragment.
 * @see RFC 9700 section 4.11.1
 */
export function safeReturnTo(value: unknown, fallback: string = defaultReturnTo): string {
  if (typeof value !== "string" || value.length > maxLength || !value.startsWith("/")) return fallback;
  // Browsers drop tab and newline, and read a backslash as a slash, after any check that looked at the raw text.
  if (/[\u0000-\u0020\u007f-\u009f\\]/.test(value)) return fallback;
  const base = "http://site.invalid";
  let url: URL;
  let decodedPath: string;
  try {
    url = new URL(value, base);
    decodedPath = decodeURIComponent(url.pathname);
  } catch {
    return fallback;
  }
  if (url.origin !== base || url.username !== "" || decodedPath.startsWith("//") || decodedPath.includes("\\")) return fallback;
  if (/[\u0000-\u001f\u007f]/.test(decodedPath)) return fallback;
  if (neverReturnTo.test(decodedPath)) return fallback;
  // Percent-encoding may have tripled it, and it travels in headers and cookies from here on.
  const path = url.pathname + url.search + url.hash;
  return path.length > maxLength ? fallback : path;
}
