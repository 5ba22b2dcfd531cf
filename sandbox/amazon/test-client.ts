import { createHash } from "node:crypto";
import { afterEach, beforeEach } from "vitest";
import { sandboxClientId, sandboxClientSecret, sandboxReturnUrl } from "./defaults.ts";
import { builtInPersonas } from "./personas.ts";
import { startSandbox } from "./server.ts";
import type { RunningSandbox } from "./server.ts";

export const verifier = "verifier-0123456789-abcdefghijklmnopqrstuvwxyz";
export const otherClient = {
  clientId: "amzn1.application-oa2-client.00000000000000000000000000000002",
  clientSecret: "amzn1.oa2-cs.v1.sandbox-other-client-0123456789abcdef",
  name: "Other <Shop>",
  privacyUrl: "https://other.example/privacy",
  returnUrls: ["https://other.example/back?close"],
};
export const defaultTestClient = {
  clientId: sandboxClientId,
  clientSecret: sandboxClientSecret,
  name: "Development Shop",
  privacyUrl: "http://localhost:3000/privacy",
  returnUrls: [sandboxReturnUrl],
};

/** A sandbox of its own for each test, with a clock that stands still until it is moved. */
export function useSandbox() {
  let running: RunningSandbox;
  let time = 0;
  beforeEach(async () => {
    time = Date.parse("2026-01-02T03:04:05Z");
    running = await startSandbox({ port: 0, clients: [defaultTestClient, otherClient], now: () => time });
  });
  afterEach(() => running.close());
  const client = createTestClient(() => running);
  return { ...client, advance: (seconds: number) => void (time += seconds * 1_000) };
}

function createTestClient(running: () => RunningSandbox) {
  const request = (path: string, init?: RequestInit) => fetch(`${running().url}${path}`, { redirect: "manual", ...init });
  const control = (path: string, value: unknown) =>
    request(`/_sandbox/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(value),
    });
  /** PATCH of the control API. */
  const change = (path: string, value: unknown) =>
    request(`/_sandbox/${path}`, {
      method: "PATCH",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(value),
    });
  /** DELETE of the control API. */
  const remove = (path: string) => request(`/_sandbox/${path}`, { method: "DELETE" });
  const post = (path: string, fields: Record<string, string>, cookie = "") =>
    request(path, { method: "POST", body: new URLSearchParams(fields), headers: { cookie } });
  /** Gets a code without pages, for Vera by default. */
  const code = async (changes: Record<string, string | undefined> = {}, userId: string = builtInPersonas.vera.userId) => {
    const authorizationUrl = `${running().url}${authorizationPath(changes)}`;
    const response = await control("authorize", { authorizationUrl, userId, decision: "allow" });
    const { redirectUrl } = (await response.json()) as { redirectUrl: string };
    return new URL(redirectUrl).searchParams.get("code") ?? "";
  };
  /** Calls the token endpoint; undefined takes a field away. */
  const token = (changes: Record<string, string | undefined>, headers: Record<string, string> = {}) =>
    request("/auth/o2/token", {
      method: "POST",
      headers,
      body: fieldsOf({ client_id: sandboxClientId, client_secret: sandboxClientSecret, ...changes }),
    });
  const codeGrant = async (changes: Record<string, string | undefined> = {}) =>
    token({
      grant_type: "authorization_code",
      code: "code" in changes ? changes.code : await code(),
      redirect_uri: sandboxReturnUrl,
      code_verifier: verifier,
      ...changes,
    });
  const tokens = async (changes: Record<string, string | undefined> = {}, userId?: string) => {
    const response = await codeGrant({ code: await code(changes, userId) });
    return (await response.json()) as { access_token: string; refresh_token: string };
  };
  return { sandbox: running, request, control, change, remove, post, code, token, codeGrant, tokens };
}

/** A complete authorization request; undefined takes a parameter away. */
export function authorizationPath(changes: Record<string, string | undefined> = {}): string {
  const parameters = fieldsOf({
    client_id: sandboxClientId,
    scope: "profile",
    response_type: "code",
    redirect_uri: sandboxReturnUrl,
    state: "st a/te",
    code_challenge: challengeOf(verifier),
    code_challenge_method: "S256",
    ...changes,
  });
  return `/ap/oa?${parameters}`;
}

export function challengeOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

/** The cookie that an answer sets, as a Cookie header. */
export function cookieOf(response: Response): string {
  return response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

/** A form of a page, as one of its buttons sends it: where it goes, with which fields, and the button's name. */
export type ShownForm = { action: string; fields: Record<string, string>; button: string };

/** The buttons of a page's forms; of boxes those that are ticked. */
export function formsOf(html: string): ShownForm[] {
  return [...html.matchAll(/<form method="post" action="([^"]*)">(.*?)<\/form>/gs)].flatMap(([, action = "", inner = ""]) => {
    const inputs = [...inner.matchAll(/<input type="(?:hidden|checkbox)" name="([^"]*)" value="([^"]*)"( checked)?>/g)];
    const sent = inputs.filter(([input, , , ticked]) => input.includes("hidden") || ticked !== undefined);
    const fields = sent.map(([, name = "", value = ""]) => [name, unescapeHtml(value)]);
    return [...inner.matchAll(/<button([^>]*)>(.*?)<\/button>/gs)].map(([, attributes = "", label = ""]) => {
      const own = / name="([^"]*)" value="([^"]*)"/.exec(attributes);
      const all = own ? [...fields, [own[1] ?? "", own[2] ?? ""]] : fields;
      return { action, fields: Object.fromEntries(all) as Record<string, string>, button: label.replace(/<[^>]*>/g, "") };
    });
  });
}

function unescapeHtml(text: string): string {
  return text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function fieldsOf(values: Record<string, string | undefined>): URLSearchParams {
  return new URLSearchParams(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
