import { existsSync } from "node:fs";
import { join } from "node:path";
import { Auth, type AuthConfig, customFetch, skipCSRFCheck } from "@auth/core";
import type { Adapter, AdapterAccount, AdapterSession, AdapterUser } from "@auth/core/adapters";
import type { OAuthConfig } from "@auth/core/providers";
import type { Account } from "@auth/core/types";

/**
 * Auth.js as it comes, for the pins beside this file: each states what the library does today and names the place of
 * ours that works around it or builds on it (docs/decisions/0007-upstream-pins.md).
 */

const repository = join(import.meta.dirname, "..", "..", "..");

function placeIn(path: string): string {
  if (!existsSync(join(repository, path))) throw new Error(`${path} is not there any more: does anything still rest on this pin?`);
  return path;
}

/** The hint of a pin on a gap: shown when an upgrade has closed it. */
export const mended = (path: string) => `upstream fixed this: remove our workaround at ${placeIn(path)}`;
/** The hint of a pin on something that we build on: shown when an upgrade has changed it. */
export const relied = (path: string) => `upstream changed this: we build on it at ${placeIn(path)}`;

/** The error that some work ends with, as a value, so that a pin shows its hint when there is none. */
export async function failureOf(work: unknown): Promise<unknown> {
  try {
    await work;
    return "no failure";
  } catch (error) {
    return error;
  }
}

export const site = "https://shop.test";
export const upstreamUrl = "http://amazon.test";

export type StoredAccount = Account & { userId: string };
type AdapterCall = { name: string; args: unknown[] };

/** Users, accounts and sessions in memory, with the unique keys that a database would have, and every call noted. */
export function memoryAdapter() {
  const rows = { users: [] as AdapterUser[], accounts: [] as StoredAccount[], sessions: [] as AdapterSession[] };
  const calls: AdapterCall[] = [];
  const methods: Required<Pick<Adapter, "createUser" | "getUser" | "getUserByEmail" | "getUserByAccount" | "updateUser" | "linkAccount" | "createSession" | "getSessionAndUser" | "updateSession" | "deleteSession">> = {
    createUser: async (user) => {
      if (user.email && rows.users.some(({ email }) => email === user.email)) throw new Error("unique constraint: email");
      rows.users.push(user);
      return user;
    },
    getUser: async (id) => rows.users.find((user) => user.id === id) ?? null,
    getUserByEmail: async (email) => rows.users.find((user) => user.email === email) ?? null,
    getUserByAccount: async ({ providerAccountId }) => {
      const account = rows.accounts.find((row) => row.providerAccountId === providerAccountId);
      return rows.users.find(({ id }) => id === account?.userId) ?? null;
    },
    updateUser: async (user) => ({ ...(rows.users.find(({ id }) => id === user.id) as AdapterUser), ...user }),
    linkAccount: async (account) => void rows.accounts.push(account as AdapterAccount),
    createSession: async (session) => {
      rows.sessions.push(session);
      return session;
    },
    getSessionAndUser: async (token) => {
      const session = rows.sessions.find(({ sessionToken }) => sessionToken === token);
      const user = rows.users.find(({ id }) => id === session?.userId);
      return session && user ? { session, user } : null;
    },
    updateSession: async (change) => Object.assign(rows.sessions.find(({ sessionToken }) => sessionToken === change.sessionToken) as AdapterSession, change),
    deleteSession: async (token) => {
      rows.sessions = rows.sessions.filter(({ sessionToken }) => sessionToken !== token);
    },
  };
  const adapter = Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, async (...args: unknown[]) => {
    calls.push({ name, args });
    return await (method as (...all: unknown[]) => Promise<unknown>)(...args);
  }])) as unknown as typeof methods;
  return { adapter, rows, calls, names: () => calls.map(({ name }) => name) };
}

/** One request of the library to the upstream. */
export type UpstreamCall = { url: string; headers: Headers; body: URLSearchParams; init: RequestInit };
type Answers = Record<"token" | "profile", (call: UpstreamCall) => Response | Promise<Response>>;

const goodAnswers: Answers = {
  token: () => Response.json({ access_token: "Atza|access", refresh_token: "Atzr|refresh", token_type: "bearer", expires_in: 3_600 }),
  profile: () => Response.json({ user_id: "amzn1.account.VERA", name: "Vera", email: "vera@shop.example" }),
};

/** An upstream in memory: what it was asked, and what it answers to the token and profile requests. */
export function stubUpstream(change: Partial<Answers> = {}) {
  const answers = { ...goodAnswers, ...change };
  const calls: UpstreamCall[] = [];
  const fetch = async (input: RequestInfo | URL, init: RequestInit = {}) => {
    const call = { url: String(input), headers: new Headers(init.headers), body: new URLSearchParams(init.body as URLSearchParams | undefined), init };
    calls.push(call);
    return await answers[call.url.endsWith("/token") ? "token" : "profile"](call);
  };
  return { answers, calls, fetch };
}

export type Profile = { user_id?: string; name?: string; email?: string };

/** A provider with nothing configured but its addresses and where to find the id. */
export function stockProvider(fetch: typeof globalThis.fetch, change: Partial<OAuthConfig<Profile>> = {}): OAuthConfig<Profile> {
  const provider: OAuthConfig<Profile> = {
    id: "amazon",
    name: "Amazon",
    type: "oauth",
    clientId: "client",
    clientSecret: "secret",
    authorization: `${upstreamUrl}/ap/oa`,
    token: `${upstreamUrl}/token`,
    userinfo: `${upstreamUrl}/profile`,
    profile: ({ user_id, name, email }) => ({ ...(user_id ? { id: user_id } : {}), name: name ?? null, email: email ?? null }),
    [customFetch]: fetch,
  };
  return Object.assign(provider, change);
}

/** What the library logged: errors as thrown, and debug lines as text. */
export type Logged = { errors: (Error & { type?: string })[]; debug: string };

/** One person's browser: every cookie goes everywhere. */
export class StockBrowser {
  readonly cookies = new Map<string, string>();

  take(response: Response): Response {
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "" || /max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, decodeURIComponent(value));
    }
    return response;
  }

  request(path: string, form?: Record<string, string>): Request {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("; ");
    return new Request(new URL(path, site), form ? { method: "POST", body: new URLSearchParams(form), headers: { cookie } } : { headers: { cookie } });
  }
}

/** What a pin changes of the stock set-up. */
export type Change = { provider?: Partial<OAuthConfig<Profile>>; config?: Partial<AuthConfig>; answers?: Partial<Answers> };

/** The checks that we ask for. */
export const withState: Change = { provider: { checks: ["pkce", "state"] } };

/** Auth.js over a stub upstream and a memory adapter, with a way through the code flow. */
export function stock(change: Change = {}) {
  const upstream = stubUpstream(change.answers);
  const memory = memoryAdapter();
  const logged: Logged = { errors: [], debug: "" };
  const config: AuthConfig = {
    providers: [stockProvider(upstream.fetch, change.provider)],
    adapter: memory.adapter,
    secret: "s".repeat(32),
    trustHost: true,
    skipCSRFCheck,
    logger: { error: (error) => void logged.errors.push(error), warn: () => undefined, debug: (message, data) => void (logged.debug += `${message} ${JSON.stringify(data)}\n`) },
  };
  // Not spread: a getter among the changes must stay one.
  Object.defineProperties(config, Object.getOwnPropertyDescriptors(change.config ?? {}));
  const send = async (browser: StockBrowser, path: string, form?: Record<string, string>) => browser.take(await Auth(browser.request(path, form), config));
  const start = async (browser: StockBrowser, form: Record<string, string> = {}) => new URL((await send(browser, "/auth/signin/amazon", form)).headers.get("location") ?? "");
  const callbackOf = (authorizationUrl: URL, code = "code") => `/auth/callback/amazon?${new URLSearchParams({ code, ...stateOf(authorizationUrl) })}`;
  const signIn = async (browser = new StockBrowser()) => await send(browser, callbackOf(await start(browser)));
  return { upstream, ...memory, logged, config, send, start, callbackOf, signIn };
}

function stateOf(authorizationUrl: URL): { state?: string } {
  const state = authorizationUrl.searchParams.get("state");
  return state === null ? {} : { state };
}

/** Where an answer leads: the path, and the error in it. */
export function whereTo(response: Response): { path: string; error: string | null } {
  const url = new URL(response.headers.get("location") ?? "about:blank", site);
  return { path: url.pathname, error: url.searchParams.get("error") };
}
