import { afterEach, beforeEach, expect, test } from "vitest";
import { repository } from "#scripts/bootstrap/paths.mjs";
import type { Fault } from "#sandbox/amazon/faults.ts";
import { startSandbox, type RunningSandbox } from "#sandbox/amazon/server.ts";
import { examine } from "./diagnose.ts";
import { good } from "./test-installation.ts";

/** What the doctor learns from the sandbox Amazon, and that asking leaves nothing behind there. */

const clientId = "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef";
const clientSecret = "amzn1.oa2-cs.v1.9f8e7d6c5b4a39281706f5e4d3c2b1a0";
const appUrl = "http://localhost:1";
const returnUrl = `${appUrl}/api/auth/callback/amazon`;
const client = { clientId, clientSecret, name: "Shop", privacyUrl: `${appUrl}/privacy`, returnUrls: [returnUrl] };

let sandbox: RunningSandbox;
beforeEach(async () => (sandbox = await startSandbox({ port: 0, clients: [client] })));
afterEach(async () => await sandbox.close());

type Switches = Omit<Fault, "endpoint">;

const live = ["amazonClock", "returnUrl", "clientSecret"];

async function ask(more: Record<string, string> = {}): Promise<{ code: string; level: string; text: string; remedy: string }[]> {
  const variables = {
    ...good,
    AUTH_URL: appUrl,
    DATABASE_URL: "postgresql://127.0.0.1:1/none",
    SMTP_URL: "smtp://127.0.0.1:1",
    MAIL_FROM: "shop@shop.example",
    AUTH_AMAZON_ID: clientId,
    AUTH_AMAZON_SECRET: clientSecret,
    AUTH_AMAZON_AUTHORIZE_URL: `${sandbox.url}/ap/oa`,
    AUTH_AMAZON_API_URL: sandbox.url,
    ...more,
  };
  const report = await examine({ variables, root: repository, database: undefined, missing: new Set(["database", "mailbox"]), live: true });
  for (const secret of variables.AUTH_AMAZON_SECRET.split(",")) expect(JSON.stringify(report)).not.toContain(secret);
  return report.findings.filter(({ code }) => live.includes(code) || code.startsWith("live_"));
}

const levels = async (more?: Record<string, string>) => Object.fromEntries((await ask(more)).map(({ code, level }) => [code, level]));
const fine = { amazonClock: "ok", returnUrl: "ok", clientSecret: "ok" };

test("all is well: one authorization request and one token request, without cookies, and nothing was given for them", async () => {
  expect(await levels()).toEqual(fine);
  const { calls, issued } = sandbox.ledger.read({});
  expect(calls.map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual(["GET /ap/oa 200", "POST /auth/o2/token 400"]);
  expect(issued).toEqual([]);
  expect(calls[0]?.parameters).toMatchObject({ client_id: clientId, redirect_uri: returnUrl, response_type: "code", scope: "profile", code_challenge_method: "S256" });
});

test("an unknown client is told from a wrong secret, and is one finding", async () => {
  expect(await levels({ AUTH_AMAZON_ID: "amzn1.application-oa2-client.ffffffffffffffffffffffffffffffff" })).toEqual({ amazonClock: "ok", live_client_unknown: "fail", clientSecret: "note" });
});

test("a return URL that is not registered is printed as the line to paste", async () => {
  const found = await ask({ AUTH_URL: "http://localhost:2" });
  expect(found.find(({ code }) => code === "live_return_url")?.remedy.split("\n").at(-1)).toBe("http://localhost:2/api/auth/callback/amazon");
  expect(await levels({ AUTH_URL: "http://localhost:2" })).toEqual({ amazonClock: "ok", live_return_url: "fail", clientSecret: "ok" });
});

test.each<[string, Switches]>([
  ["by redirect", { authorizationError: "invalid_scope" }],
  ["on Amazon's own page", { authorizationError: "invalid_scope", errorDescription: "An unknown scope was requested", onOwnPage: true }],
])("a scope that is refused %s is that", async (_how, fault) => {
  sandbox.faults.add({ endpoint: "authorize", ...fault });
  expect(await levels()).toEqual({ amazonClock: "ok", live_scope: "fail", clientSecret: "ok" });
});

test("a wrong secret is that, and the client is known", async () => {
  expect(await levels({ AUTH_AMAZON_SECRET: "wrong" })).toEqual({ amazonClock: "ok", returnUrl: "ok", live_secret_refused: "fail" });
});

test("each of several secrets is asked about: one that is left over is named by its place", async () => {
  const found = await ask({ AUTH_AMAZON_SECRET: `${clientSecret},gone` });
  expect(found.filter(({ level }) => level !== "ok")).toEqual([{ code: "live_secret_left_over", level: "warn", text: expect.stringContaining("entry 2") as string, remedy: "Leave entry 2 out." }]);
  expect(await levels({ AUTH_AMAZON_SECRET: "gone,away" })).toMatchObject({ live_secret_refused: "fail" });
});

test("while a secret is being changed both are good", async () => {
  sandbox.clients.put({ ...client, secondSecret: "newer" });
  expect(await levels({ AUTH_AMAZON_SECRET: `newer,${clientSecret}` })).toEqual(fine);
});

test.each([[300, "behind", "fail"], [-20, "ahead", "warn"]] as const)("Amazon's clock %s seconds off is found", async (clockOffsetSeconds, direction, level) => {
  sandbox.settings.change({ clockOffsetSeconds });
  const [clock, ...rest] = await ask();
  expect([clock?.code, clock?.level, clock?.text.includes(direction), rest.map((one) => one.level)]).toEqual(["live_clock_off", level, true, ["ok", "ok"]]);
});

test.each<[string, Switches, Record<string, string>]>([
  ["an answer that never comes", { reset: true }, { live_silent: "fail" }],
  ["a 503", { status: 503 }, { live_authorization_unclear: "warn" }],
  ["a wireless network's own page", { html: true }, { live_authorization_unclear: "warn" }],
  ["another error by redirect", { authorizationError: "server_error" }, { live_authorization_refused: "fail" }],
  ["a redirect to somewhere else", { status: 302, headers: { location: "https://portal.example/" } }, { live_authorization_unclear: "warn" }],
])("%s is not taken for one of the others", async (_what, fault, expected) => {
  sandbox.faults.add({ endpoint: "authorize", ...fault });
  expect(await levels()).toMatchObject({ ...expected, clientSecret: "ok" });
});

test.each<[string, Switches, Record<string, string>]>([
  ["never comes", { reset: true }, { live_silent: "fail" }],
  ["is a 500", { status: 500, body: "oops" }, { live_token_unclear: "warn" }],
  ["refuses the grant", { status: 400, body: '{"error":"unauthorized_client"}' }, { live_grant_refused: "fail" }],
])("a token answer that %s is not taken for a good secret", async (_what, fault, expected) => {
  sandbox.faults.add({ endpoint: "token", ...fault });
  expect(await levels()).toMatchObject({ returnUrl: "ok", ...expected });
});
