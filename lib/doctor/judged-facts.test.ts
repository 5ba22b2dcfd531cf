import { expect, test } from "vitest";
import { readEnv } from "../env.ts";
import { judge } from "./diagnose.ts";
import type { DatabaseFacts, Facts, SiteFacts } from "./facts.ts";
import { jobsSign, signsOf } from "./observations.ts";
import { floors } from "./floors.ts";
import { good } from "./test-installation.ts";

/** What only a production installation has, or no test can bring about for real: judged from facts. */

const variables = {
  ...good,
  APP_ENV: "production",
  AUTH_URL: "https://larkspur.shop",
  DATABASE_URL: "postgresql://shop:pw@database.larkspur.shop/shop",
  AUTH_AMAZON_ID: "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef",
  AUTH_AMAZON_SECRET: "amzn1.oa2-cs.v1.9f8e7d6c5b4a39281706f5e4d3c2b1a0",
  SMTP_URL: "smtps://mail.larkspur.shop",
  MAIL_FROM: "Larkspur <no-reply@larkspur.shop>",
  SUPPORT_EMAIL: "help@larkspur.shop",
  PRIVACY_CONTROLLER: "Larkspur Ltd",
  TRUSTED_PROXY_COUNT: "1",
  OPS_EMAILS: "Olive@Larkspur.shop",
  ALERT_EMAIL: "alerts@larkspur.shop",
};

const now = new Date("2026-11-26T12:00:00Z");
const ago = (minutes: number) => ({ firstAt: new Date(now.getTime() - 86_400_000 * 3), lastAt: new Date(now.getTime() - minutes * 60_000) });

function healthy(more: Record<string, string> = {}): Facts {
  const whole = { ...variables, ...more };
  const result = readEnv(whole);
  if (!result.ok) throw new Error(result.faults.map(({ name }) => name).join());
  const { env } = result;
  const observations = new Map([jobsSign, ...Object.values(signsOf(env)).flat()].map((what) => [what, ago(0)]));
  const policy = "default-src 'self'; form-action 'self' https://www.amazon.com https://na.account.amazon.com https://eu.account.amazon.com https://apac.account.amazon.com";
  return {
    nodeVersion: "24.1.0",
    copies: new Map(floors.map(({ package: name, floor }) => [name, [floor]])),
    variables: whole,
    env,
    faults: [],
    missing: new Set(),
    database: {
      version: "18.1",
      now,
      clockOffsetMilliseconds: 20,
      owner: false,
      encrypted: true,
      local: false,
      migrations: { applied: ["first"], pending: [], changed: [], failed: [] },
      inside: { claim: { appEnv: "production", amazonClientId: env.AUTH_AMAZON_ID }, observations, tokensByKey: new Map([["k1", 12]]), operators: new Map([["olive@larkspur.shop", true]]) },
    },
    site: { kind: "ours", sight: { forwardedHost: "larkspur.shop", forwardedProtocol: "https", hops: 1, believed: false, uptimeSeconds: 9_000 }, cookie: "__Host-doctor=seen; Path=/; Max-Age=1; HttpOnly; SameSite=Lax; Secure", policies: [policy] },
    mail: { kind: "fine", encrypted: true },
    files: [{ file: ".env", readableByOthers: false }],
    noticeProblem: undefined,
    freeMegabytes: 9_000,
    amazon: { authorizeHost: "www.amazon.com", apiHost: "api.amazon.com", scope: "profile", returnUrls: [{ url: `${env.AUTH_URL}/api/auth/callback/amazon`, verdict: { kind: "fine" } }], secrets: [{ kind: "fine" }], clockAheadMilliseconds: 400 },
  };
}

const database = (patch: Partial<DatabaseFacts>): Facts => ({ ...healthy(), database: { ...(healthy().database as DatabaseFacts), ...patch } });
const inside = (patch: Partial<NonNullable<DatabaseFacts["inside"]>>): Facts => database({ inside: { ...(healthy().database as DatabaseFacts).inside!, ...patch } });
const site = (patch: Partial<Extract<SiteFacts, { kind: "ours" }>>, more?: Record<string, string>): Facts => ({ ...healthy(more), site: { ...(healthy().site as Extract<SiteFacts, { kind: "ours" }>), ...patch } });
const sight = (patch: object, more?: Record<string, string>) => site({ sight: { ...(healthy().site as Extract<SiteFacts, { kind: "ours" }>).sight, ...patch } }, more);
const copies = (name: string, versions: string[]): Facts => ({ ...healthy(), copies: new Map([...healthy().copies, [name, versions]]) });
const amazon = (patch: Partial<NonNullable<Facts["amazon"]>>): Facts => ({ ...healthy(), amazon: { ...healthy().amazon!, ...patch } });

function faultsOf(facts: Facts) {
  const { ok, findings } = judge(facts, { live: true });
  const faults = findings.filter(({ level }) => level === "warn" || level === "fail");
  expect(ok).toBe(faults.every(({ level }) => level === "warn"));
  return faults;
}

test("a production installation that is well has nothing wrong, and nothing is left unasked", () => {
  expect(judge(healthy(), { live: true }).findings.filter(({ level }) => level !== "ok")).toEqual([]);
});

const url = "https://larkspur.shop/api/auth/callback/amazon";

test.each<[code: string, level: "warn" | "fail", remedy: string | RegExp, facts: Facts]>([
  ["node_too_old", "fail", "Install Node 24.", { ...healthy(), nodeVersion: "22.11.0" }],
  ["package_missing", "fail", "Run npm ci.", copies("sharp", [])],
  ["package_too_old", "fail", /^Run npm install --save-exact next@16\.4\.6/, copies("next", ["16.4.5"])],
  ["package_copies", "fail", /overrides/, copies("@auth/core", ["0.41.3", "0.41.3"])],
  ["auth_secret_weak", "fail", /openssl rand/, healthy({ AUTH_SECRET: "s".repeat(40) })],
  ["database_not_encrypted", "warn", /sslmode=verify-full/, database({ encrypted: false })],
  ["database_role_owns", "warn", /a role of its own/, database({ owner: true })],
  ["clock_off", "warn", /NTP/, database({ clockOffsetMilliseconds: -5_000 })],
  ["clock_off", "fail", /NTP/, database({ clockOffsetMilliseconds: 61_000 })],
  ["database_claimed", "fail", /Use a database of its own/, inside({ claim: { appEnv: "production", amazonClientId: "another" } })],
  ["jobs_not_done", "fail", /job\.failed/, inside({ observations: new Map([...(healthy().database as DatabaseFacts).inside!.observations, [jobsSign, ago(7)]]) })],
  ["operators_none", "warn", /^Set OPS_EMAILS/, healthy({ OPS_EMAILS: "" })],
  ["alerts_nowhere", "warn", /^Set ALERT_EMAIL/, healthy({ ALERT_EMAIL: "" })],
  ["secret_reused", "fail", /one of its own/, healthy({ METRICS_TOKEN: good.AUTH_SECRET })],
  ["mail_not_encrypted", "warn", /smtps:/, { ...healthy(), mail: { kind: "fine", encrypted: false } }],
  ["mail_sender_reserved", "fail", /^Set MAIL_FROM to/, healthy({ MAIL_FROM: "Shop <shop@example.com>" })],
  ["mail_sender_reserved", "fail", /^Set SUPPORT_EMAIL to/, healthy({ SUPPORT_EMAIL: "help@shop.test" })],
  ["address_silent", "warn", /Start the site/, { ...healthy(), site: { kind: "silent", reason: "ENOTFOUND", certificate: false, plain: false } }],
  ["proxy_hides_clients", "warn", /X-Forwarded-For/, sight({ hops: 0 }, { TRUSTED_PROXY_COUNT: "0" })],
  ["address_mismatch", "warn", /in people's browsers/, sight({ forwardedProtocol: "http" })],
  ["cookies_changed", "fail", /proxy_cookie_flags/, site({ cookie: "__Host-doctor=seen; Path=/; HttpOnly; SameSite=Lax" })],
  ["policy_blocks_amazon", "fail", /add https:\/\/na\.account\.amazon\.com to form-action/, site({ policies: ["form-action 'self' https://www.amazon.com"] })],
  ["notice_file", "fail", /^Leave it out, or set it to a file/, { ...healthy(), noticeProblem: "too_large" }],
  ["file_readable", "fail", "Run chmod 600 .env.", { ...healthy(), files: [{ file: ".env", readableByOthers: true }] }],
  ["disk_low", "warn", /Make room/, { ...healthy(), freeMegabytes: 12 }],
  ["live_clock_off", "fail", /NTP/, amazon({ clockAheadMilliseconds: 400_000 })],
  ["live_client_unknown", "fail", /Copy AUTH_AMAZON_ID anew/, amazon({ returnUrls: [{ url, verdict: { kind: "client_unknown" } }], secrets: [{ kind: "refused" }] })],
  ["live_return_url", "fail", /letter by letter:\nhttps:\/\/larkspur\.shop\/api\/auth\/callback\/amazon$/, amazon({ returnUrls: [{ url, verdict: { kind: "return_url" } }] })],
  ["live_grant_refused", "fail", /Web Settings/, amazon({ secrets: [{ kind: "grant_refused", reason: "unauthorized_client" }] })],
])("%s is found as %s, with its remedy, and nothing else", (code, level, remedy, facts) => {
  const found = faultsOf(facts);
  expect(found).toEqual([{ code, level, text: expect.any(String) as string, remedy: expect.stringMatching(remedy) as string }]);
});

test("an installation whose alerts are posted somewhere lacks no address for them", () => {
  expect(faultsOf(healthy({ ALERT_EMAIL: "", ALERT_WEBHOOK_URL: "https://hooks.larkspur.shop/x" }))).toEqual([]);
});

test.each([
  ["http://localhost:3000", false],
  ["http://shop.localhost:3000", false],
  ["http://shop.test", false],
  ["https://localhost", true],
  ["http://10.0.0.5:3000", true],
  ["https://larkspur.shop", true],
])("that APP_ENV was forgotten is said of a site at %s: %s", (address, said) => {
  const found = judge(healthy({ APP_ENV: "development", AUTH_URL: address }), { live: false }).findings;
  expect(found.some(({ code, level }) => code === "app_env_development" && level === "fail")).toBe(said);
});

test("a process that has just begun is not called late with its jobs, and of a site that does not run nobody says it", () => {
  const late = inside({ observations: new Map([...(healthy().database as DatabaseFacts).inside!.observations, [jobsSign, ago(600)]]) });
  const codes = (facts: Facts) => judge(facts, { live: false }).findings.filter(({ code }) => code.startsWith("jobs")).map(({ code, level }) => [code, level]);
  expect(codes(late)).toEqual([["jobs_not_done", "fail"]]);
  const young = { ...late, site: sight({ uptimeSeconds: 20 }).site };
  expect(codes(young)).toEqual([["jobs", "note"]]);
  expect(codes({ ...late, site: undefined })).toEqual([["jobs", "note"]]);
});

test("counting that takes too long is said to be left out, not to be fine", () => {
  expect(judge(inside({ tokensByKey: undefined }), { live: false }).findings.filter(({ code }) => code === "vault")).toEqual([expect.objectContaining({ level: "note" })]);
});
