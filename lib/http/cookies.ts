/** A cookie to set, for as long as the window is open where `maxAgeSeconds` is null, or, with 0, to clear. Always HttpOnly and SameSite=Lax. */
export type SetCookie = { name: string; value: string; maxAgeSeconds: number | null; path: string; secure: boolean };

/** Names carry `__Host-` on https, where the browser then guarantees Secure, Path=/ and no Domain. */
export function hostCookieName(name: string, secure: boolean): string {
  return secure ? `__Host-${name}` : name;
}

/** The same for a cookie that only one path is sent; `__Host-` would need `Path=/`. */
export function pathCookieName(name: string, secure: boolean): string {
  return secure ? `__Secure-${name}` : name;
}

/** The cookie that remembers a visitor who is not signed in. */
export function guestCookieName(secure: boolean): string {
  return hostCookieName("guest", secure);
}

export function setCookie(name: string, value: string, options: { maxAgeSeconds: number | null; secure: boolean; path?: string }): SetCookie {
  return { name, value, maxAgeSeconds: options.maxAgeSeconds, path: options.path ?? "/", secure: options.secure };
}

export function clearCookie(name: string, options: { secure: boolean; path?: string }): SetCookie {
  return setCookie(name, "", { ...options, maxAgeSeconds: 0 });
}

/** The header value of a cookie. Values are our own base64url tokens or JWEs, so nothing needs escaping. */
export function serializeCookie(cookie: SetCookie): string {
  const parts = [`${cookie.name}=${cookie.value}`, `Path=${cookie.path}`, ...(cookie.maxAgeSeconds === null ? [] : [`Max-Age=${cookie.maxAgeSeconds}`]), "HttpOnly", "SameSite=Lax"];
  if (cookie.secure) parts.push("Secure");
  return parts.join("; ");
}

/** The value of a cookie in a `Cookie` header; the first one counts, as in browsers' own order. */
export function readCookie(header: string | null, name: string): string | undefined {
  // Most are asked for in vain.
  if (!header?.includes(name)) return undefined;
  for (const part of header.split(";")) {
    const [key, ...rest] = part.trim().split("=");
    if (key === name) return rest.join("=");
  }
  return undefined;
}

/** True when cookies must be Secure: the canonical address is https. */
export function isSecure(authUrl: string): boolean {
  return authUrl.startsWith("https:");
}
