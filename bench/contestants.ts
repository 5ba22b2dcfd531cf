import { HttpBrowser, locationOf } from "#e2e/fixtures/http-browser.ts";
import { comeBack } from "#e2e/fixtures/journey.ts";
import { newPersona } from "#e2e/fixtures/people.ts";
import { type Stack, type StackOptions, startStack } from "#e2e/fixtures/stack.ts";
import { sessionCookieName } from "#lib/sessions/cookie.ts";
import type { Persona } from "#sandbox/amazon/personas.ts";
import { signedInAmong } from "./people.ts";
import { startStockServer } from "./stock-server.ts";

/** An address that is measured, and the one beside it in the same build that checks nothing. */
export type Pair = {
  name: string;
  measured: string;
  reference: string;
  /** What its ratio to the reference has to reach. */
  limits?: { gate: number; goal: number };
};

/** Of the session check and of a page that shows who is signed in; design.md, section 8. */
const limits = { gate: 0.9, goal: 0.95 };

/** One of those that are compared: a web process over a database of its own in the one cluster. */
export type Contestant = {
  name: "ours" | "stock";
  origin: string;
  pid: () => number;
  /** What its web process held when it was ready for its first request. */
  baseMegabytes: () => number;
  /** The cookie of somebody who is signed in. */
  cookie: string;
  pairs: readonly Pair[];
  newPerson: () => Persona;
  /** From the button to the session's cookie, in the person's own browser. @throws Error when it ends without one */
  signIn: (persona: Persona) => Promise<void>;
  /** A fresh web process; `counted` when its statements are to go through the wire that counts them. */
  restart: (counted?: boolean) => Promise<void>;
  /** The statements from now on, while they are counted. */
  record: () => readonly string[];
  stop: () => Promise<void>;
};

/** A browser for each person, so that who returns does it in the one they were in before, where their session has ended. */
function browsersOf(fresh: () => HttpBrowser, cookie: string): (persona: Persona) => HttpBrowser {
  const browsers = new Map<string, HttpBrowser>();
  return ({ userId }) => {
    const browser = browsers.get(userId) ?? fresh();
    browsers.set(userId, browser);
    browser.cookies.delete(cookie);
    return browser;
  };
}

/** The same whoever asks, but for its header; the shorter a page, the more a session shows. */
const shortPage = "/signin/error?code=signed_out";

/**
 * Ours, as it is served in production, with the sandbox as Amazon.
 * @param users how many users with a session each it begins with
 * @param ownCluster settings of a database server of its own
 * @returns the stack too, for what is measured of us only
 */
export async function startOurs(users: number, ownCluster?: StackOptions["ownCluster"]): Promise<{ contestant: Contestant; stack: Stack }> {
  const stack = await startStack({ environment: { LOG_LEVEL: "warn", JOBS: "off", SESSION_CACHE: "on" }, direct: true, ...(ownCluster && { ownCluster }) });
  const token = await signedInAmong(stack.directDatabaseUrl, users);
  const browserOf = browsersOf(() => new HttpBrowser(stack.appUrl), sessionCookieName(false));
  const signIn = async (persona: Persona) => {
    const browser = browserOf(persona);
    const { callback } = await comeBack(stack, browser, persona);
    const { status } = await browser.get(callback);
    if (status !== 303 || browser.cookie(sessionCookieName(false)) === undefined) throw new Error(`a sign-in of ours ended with ${status}`);
  };
  const contestant: Contestant = {
    name: "ours",
    origin: stack.appUrl,
    pid: () => stack.web.child.pid ?? 0,
    baseMegabytes: () => stack.web.baseMegabytes,
    cookie: `${sessionCookieName(false)}=${token}`,
    pairs: [
      { name: "session check", measured: "/api/auth/session", reference: "/api/health/live", limits },
      { name: "signed-in page", measured: shortPage, reference: shortPage, limits },
      { name: "signed-in page, a long one", measured: "/privacy", reference: "/privacy" },
      { name: "account page", measured: "/account", reference: shortPage },
    ],
    newPerson: () => newPersona(stack),
    signIn,
    restart: async (counted = false) => {
      await stack.web.stop();
      const url = new URL(stack.directDatabaseUrl);
      if (counted) url.port = String(stack.wire.port);
      stack.environment.DATABASE_URL = url.href;
      await stack.restartWeb();
    },
    record: () => stack.wire.record(),
    stop: stack.stop,
  };
  return { contestant, stack };
}

const stockCookie = "authjs.session-token";

/** Stock Auth.js with the Prisma adapter (bench/stock), as `next start` serves it, with a sandbox of its own as Amazon. */
export async function startStock(adminUrl: string, users: number): Promise<Contestant> {
  const server = await startStockServer(adminUrl, users);
  const { origin, upstream, wire } = server;
  const first = new HttpBrowser(origin);
  // One token for all, as every page of such an app holds one already when its button is pressed.
  const { csrfToken } = JSON.parse((await first.get("/api/auth/csrf")).body) as { csrfToken: string };
  const browserOf = browsersOf(() => first.copy(), stockCookie);
  const signIn = async (persona: Persona) => {
    const browser = browserOf(persona);
    const started = await browser.post("/api/auth/signin/amazon", { csrfToken, callbackUrl: `${origin}/account` });
    const callback = new URL(await upstream.decide(locationOf(started).href, persona, "allow"));
    const answer = await browser.get(callback.pathname + callback.search);
    if (browser.cookie(stockCookie) === undefined) throw new Error(`a sign-in of stock ended at ${answer.headers.get("location")}\n${server.output()}`);
  };
  return {
    name: "stock",
    origin,
    pid: server.pid,
    baseMegabytes: server.baseMegabytes,
    cookie: `${stockCookie}=${server.sessionToken}`,
    pairs: [
      { name: "session check", measured: "/api/auth/session", reference: "/api/reference" },
      { name: "signed-in page", measured: "/account", reference: "/reference" },
    ],
    newPerson: () => newPersona({ upstream }),
    signIn,
    restart: server.restart,
    record: () => wire.record(),
    stop: server.stop,
  };
}
