import { type NextRequest, NextResponse } from "next/server";
import { formTargets } from "#lib/auth/switched-on.ts";
import { env } from "#lib/env.ts";
import { hostCookieName, isSecure } from "#lib/http/cookies.ts";
import { inDevelopment } from "#lib/http/development.ts";
import { contentSecurityPolicy, securityHeaders } from "#lib/http/headers.ts";

/**
 * Not matched: machines' addresses, build files, files of `public/` (at the top, in /brand or in /products), and so nothing that
 * a session protects. What is matched gets a nonce, forms find their handler, and signed-out people are spared a wait.
 */
export const config = {
  runtime: "nodejs",
  matcher: ["/((?!api(?:/|$)|_next/|brand/|products/|[^/]+\\.(?:ico|svg|png|jpg|webp|txt|xml|webmanifest)$).*)"],
};

/** Not the archive of a copy: its token would go along to the sign-in page, and into the record of the attempt. */
const needsSession = /^\/(account(?!\/privacy\/copy\/download)|addresses|checkout|orders)(\/|$)/;

/**
 * Saves a signed-out person the page that would only send them on. Never a guard: the data layer decides, and a cookie
 * that proves nothing passes here.
 */
function redirectToSignIn(request: NextRequest, secure: boolean): NextResponse | null {
  const { pathname, search } = request.nextUrl;
  const cookie = hostCookieName("authjs.session-token", secure);
  if (!needsSession.test(pathname) || request.cookies.has(cookie)) return null;
  const target = request.nextUrl.clone();
  target.pathname = "/signin";
  target.search = new URLSearchParams({ returnTo: pathname + search }).toString();
  return NextResponse.redirect(target);
}

/** Every form posts to the address of a page; its handler lives one step below. */
function rewriteToHandler(request: NextRequest): NextResponse {
  const target = request.nextUrl.clone();
  if (!/(^|\/)submit$/.test(target.pathname)) target.pathname = `${target.pathname.replace(/\/$/, "")}/submit`;
  // No headers here: Next keeps the first of two, and the page that a handler answers with brings its own policy.
  return NextResponse.rewrite(target);
}

function pageWithNonce(request: NextRequest, secure: boolean): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const policy = contentSecurityPolicy({ nonce, formTargets: formTargets(), secure, development: inDevelopment() });
  // Next reads the nonce from the request's policy; whatever a client sent there is overwritten.
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  headers.set("x-nonce", nonce);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", policy);
  return response;
}

/** Headers, nonce and routing of page requests. Touches no database. */
export function middleware(request: NextRequest): NextResponse {
  if (request.method === "POST") return rewriteToHandler(request);
  const { AUTH_URL } = env();
  const secure = isSecure(AUTH_URL);
  const response = redirectToSignIn(request, secure) ?? pageWithNonce(request, secure);
  for (const [name, value] of Object.entries(securityHeaders(request.nextUrl.pathname, secure))) response.headers.set(name, value);
  return response;
}
