import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { newCertificate } from "#e2e/fixtures/certificate.ts";
import { sandboxClientId, sandboxClientSecret } from "#sandbox/amazon/defaults.ts";
import { startMailbox, type RunningMailbox } from "#sandbox/mailbox/server.ts";
import { repository } from "#scripts/bootstrap/paths.mjs";
import { readMigrations } from "#scripts/database/migration-files.ts";
import { createTestDatabase, type TestDatabase } from "#scripts/test/database.ts";
import { startListener } from "#server/testing.ts";
import { seal } from "../crypto/envelope.ts";
import { connectDatabase } from "../db/client.ts";
import { contentSecurityPolicy } from "../http/headers.ts";
import { isRobot } from "../sessions/device.ts";
import { examine } from "./diagnose.ts";
import type { Report } from "./finding.ts";
import { jobsSign, signOfSecret } from "./observations.ts";
import { probePath } from "./probe.ts";
import { answering, type Front, good, inFrontOf, observe, statement } from "./test-installation.ts";

/** Misconfigurations, each put into an installation that is well but for it, and what exactly is found then. */

const otherSecret = "Qk7Vn2Xb9Zs4Ld1Wf6Tj3Rm8Hp5Gc0Yy_eAiUoEaNtK";
const otherKey = "k2:ucIe8NfQmBPsCjHH41zPbM8maLZfujbJRNdpQ1qOm9c";
const sandboxAddress = "http://localhost:1";
const realAmazon = { AUTH_AMAZON_ID: "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef", AUTH_AMAZON_SECRET: "amzn1.oa2-cs.v1.9f8e7d6c5b4a39281706f5e4d3c2b1a0", AUTH_AMAZON_AUTHORIZE_URL: "", AUTH_AMAZON_API_URL: "" };

let mailbox: RunningMailbox;
let database: TestDatabase;
let folder: string;
let undo: (() => Promise<void> | void)[] = [];

beforeAll(async () => {
  mailbox = await startMailbox({ webPort: 0, smtpPort: 0 });
});
afterAll(async () => await mailbox.close());

beforeEach(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "doctor-"));
  chmodSync(folder, 0o755);
  undo = [async () => await database.drop(), () => rmSync(folder, { recursive: true })];
  await observe(database.url, jobsSign, 3);
  for (const [name, secret] of [["AUTH_SECRET", good.AUTH_SECRET], ["VAULT_KEYS", good.VAULT_KEYS], ["AUTH_AMAZON_SECRET", sandboxClientSecret]] as const) await observe(database.url, signOfSecret(name, secret), 3);
  await statement(database.url, `INSERT INTO "User" ("id", "email", "provedEmail", "emailVerified") VALUES ('00000000-0000-7000-8000-000000000002', 'ops@shop.example', 'ops@shop.example', now())`);
  await statement(database.url, `INSERT INTO "PasswordCredential" ("userId", "hash") VALUES ('00000000-0000-7000-8000-000000000002', 'x')`);
  await statement(database.url, `INSERT INTO "DatabaseClaim" ("id", "appEnv", "amazonClientId") VALUES (1, 'development', 'earlier')`);
});
afterEach(async () => {
  vi.useRealTimers();
  for (const deed of undo.toReversed()) await deed();
});

type Variables = Record<string, string>;
type Options = { front?: Front; trusted?: number; variables?: Variables };

/** A site that answers at its address, with a proxy in front where there is one. */
async function site({ front, trusted = 0, variables = {} }: Options): Promise<Variables> {
  const secrets = (variables.AUTH_SECRET ?? good.AUTH_SECRET).split(",");
  const policy = contentSecurityPolicy({ nonce: "x", formTargets: [sandboxAddress], secure: false, development: false });
  const listener = await startListener((_, response) => response.setHeader("Content-Security-Policy", policy).end("page"), { canonicalOrigin: "http://localhost", doctorSecrets: secrets, trustedProxyCount: trusted });
  undo.push(() => new Promise<void>((resolve) => listener.server.close(() => resolve())));
  undo.push(() => listener.closeQuietConnections());
  if (!front) return { AUTH_URL: `http://localhost:${listener.port}`, PORT: String(listener.port) };
  const proxy = await answering(inFrontOf(listener.port, front));
  undo.push(proxy.close);
  return { AUTH_URL: `http://localhost:${proxy.port}`, PORT: String(listener.port), TRUSTED_PROXY_COUNT: String(trusted) };
}

async function report({ variables = {}, ...options }: Options = {}): Promise<Report> {
  const whole: Variables = {
    ...good,
    AUTH_AMAZON_ID: sandboxClientId,
    AUTH_AMAZON_SECRET: sandboxClientSecret,
    AUTH_AMAZON_AUTHORIZE_URL: `${sandboxAddress}/ap/oa`,
    AUTH_AMAZON_API_URL: sandboxAddress,
    DATABASE_URL: database.url,
    DATA_DIR: folder,
    SMTP_URL: mailbox.smtpUrl,
    MAIL_FROM: "Shop <no-reply@example.test>",
    OPS_EMAILS: "Ops@shop.example",
    ...(await site({ ...options, variables })),
    ...variables,
  };
  const opened = connectDatabase(whole.DATABASE_URL ?? "", 2);
  undo.push(opened.close);
  const found = await examine({ variables: whole, root: repository, database: opened, live: false });
  const text = JSON.stringify(found);
  expect(text).not.toContain("@shop.example");
  for (const secret of [whole.AUTH_SECRET, whole.AUTH_AMAZON_SECRET, whole.VAULT_KEYS, whole.SMTP_URL, whole.DATABASE_URL]) if (secret) expect(text).not.toContain(secret);
  return found;
}

const faultsOf = ({ findings }: Report) => findings.filter(({ level }) => level === "warn" || level === "fail");

test("an installation that is well has nothing wrong, and everything was asked but what it does not have", async () => {
  const { ok, findings } = await report();
  expect([ok, faultsOf({ ok, findings })]).toEqual([true, []]);
  expect(findings.filter(({ level }) => level === "note")).toEqual([]);
});

test("the sign-in page is asked for as a program does, so that the funnel counts nobody", async () => {
  const agents = new Map<string | undefined, string | undefined>();
  await report({ front: { forwards: true, asked: ({ url, headers }) => agents.set(url, headers["user-agent"]) }, trusted: 1 });
  expect([...agents.keys()]).toEqual([probePath, "/signin"]);
  expect(isRobot(agents.get("/signin") ?? null)).toBe(true);
});

const appleSecret = (days: number) => `e30.${Buffer.from(JSON.stringify({ exp: Date.now() / 1_000 + days * 86_400 })).toString("base64url")}.x`;

async function mailServer(options: ConstructorParameters<typeof SMTPServer>[0]): Promise<number> {
  const server = new SMTPServer({ disableReverseLookup: true, closeTimeout: 50, ...options });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  undo.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return (server.server.address() as AddressInfo).port;
}

async function tokenUnder(entry: string): Promise<void> {
  const [keyId = "", key = ""] = entry.split(":");
  const sealed = await seal("Atza|x", { purpose: "account", rowId: "x", field: "access_token" }, [{ keyId, key: Buffer.from(key, "base64url") }]);
  await statement(database.url, `INSERT INTO "User" ("id") VALUES ('00000000-0000-7000-8000-000000000001')`);
  await statement(database.url, `INSERT INTO "Account" ("id", "userId", "provider", "providerAccountId", "access_token", "refresh_token") VALUES (gen_random_uuid(), '00000000-0000-7000-8000-000000000001', 'amazon', 'x', $1, $1)`, [sealed]);
}

const newest = () => readMigrations().at(-1)?.name ?? "";
const claimedBy = (appEnv: string) => statement(database.url, `UPDATE "DatabaseClaim" SET "appEnv" = $1, "amazonClientId" = $2`, [appEnv, sandboxClientId]);
const staging = async (more: Variables = {}): Promise<Options> => {
  await claimedBy("staging");
  return { variables: { APP_ENV: "staging", ...more } };
};
/** Staging, with what it would also be told of put right. */
const trial = async (more: Variables = {}): Promise<Options> => {
  const options = await staging({ ...realAmazon, ...more });
  await statement(database.url, `UPDATE "DatabaseClaim" SET "amazonClientId" = $1`, [realAmazon.AUTH_AMAZON_ID]);
  return options;
};
const setCookie = (bend: (cookie: string) => string): Front => ({ answer: (headers) => (headers["set-cookie"] = ([headers["set-cookie"]].flat() as string[]).filter(Boolean).map(bend)) });
const policy = (bend: (policy: string) => string | undefined): Front => ({ answer: (headers) => (headers["content-security-policy"] = bend(String(headers["content-security-policy"]))) });

type Seed = [name: string, code: string, remedy: string | RegExp, put: () => Options | Promise<Options>];

const seeds: Seed[] = [
  ["a variable is missing", "environment", "Copy the Client ID of your security profile from Amazon's developer console.", () => ({ variables: { AUTH_AMAZON_ID: "" } })],
  ["a provider is half set", "environment", /^Its provider is half set\./, () => ({ variables: { AUTH_GOOGLE_ID: "x" } })],
  ["a value has kept its quotes", "value_in_quotes", /Take the quotes off/, () => ({ variables: { AUTH_AMAZON_SECRET: `"${sandboxClientSecret}"` } })],
  ["a value has kept its quotes and is refused for them", "value_in_quotes", /Take the quotes off/, () => ({ variables: { MAIL_FROM: "'Shop <no-reply@example.test>'" } })],
  ["AUTH_SECRET is short", "auth_secret_weak", /openssl rand -base64 32/, () => ({ variables: { AUTH_SECRET: good.AUTH_SECRET.slice(0, 20) } })],
  ["AUTH_SECRET repeats itself", "auth_secret_weak", /openssl rand -base64 32/, () => ({ variables: { AUTH_SECRET: "mZ3q8Tn1vXw6".repeat(4) } })],
  ["AUTH_SECRET reads like an example", "auth_secret_weak", /openssl rand -base64 32/, () => ({ variables: { AUTH_SECRET: `changeme-${good.AUTH_SECRET}` } })],
  ["a vault key is not random", "vault_key_weak", /under a new name/, () => ({ variables: { VAULT_KEYS: `k1:${"A".repeat(43)}` } })],
  ["two secrets are one", "secret_reused", /Make one of its own for each/, () => ({ variables: { AUTH_AMAZON_SECRET: good.AUTH_SECRET } })],
  ["the metrics' token is a secret of ours", "secret_reused", /Make one of its own for each/, () => ({ variables: { METRICS_TOKEN: good.AUTH_SECRET } })],
  ["APP_ENV was forgotten", "app_env_development", /^Set APP_ENV=production/, () => ({ variables: { AUTH_URL: "http://shop.invalid" } })],
  ["Apple's secret has expired", "apple_secret_expired", /Sign a new one/, () => ({ variables: { AUTH_APPLE_ID: "x", AUTH_APPLE_SECRET: appleSecret(-1) } })],
  ["Apple's secret expires soon", "apple_secret_expired", /Sign a new one/, () => ({ variables: { AUTH_APPLE_ID: "x", AUTH_APPLE_SECRET: appleSecret(9) } })],
  ["a secret is old", "secret_old", /three steps of docs\/configuration\.md/, async () => (await observe(database.url, signOfSecret("AUTH_SECRET", good.AUTH_SECRET), 400), {})],
  ["Amazon's secret is old", "secret_old", /AUTH_AMAZON_SECRET=new,old/, async () => (await observe(database.url, signOfSecret("AUTH_AMAZON_SECRET", sandboxClientSecret), 400), {})],
  ["an older secret was left over", "rotation_unfinished", "Leave the older one out.", async () => {
    await observe(database.url, signOfSecret("AUTH_SECRET", otherSecret), 8);
    await observe(database.url, signOfSecret("AUTH_SECRET", good.AUTH_SECRET), 90);
    return { variables: { AUTH_SECRET: `${otherSecret},${good.AUTH_SECRET}` } };
  }],
  ["the newer key stands behind the older", "rotation_order", "Put the newest first: new,old.", async () => (await observe(database.url, signOfSecret("VAULT_KEYS", otherKey), 2), { variables: { VAULT_KEYS: `${good.VAULT_KEYS},${otherKey}` } })],
  ["the client ID is none", "amazon_id_form", /not the App ID/, () => ({ variables: { ...realAmazon, AUTH_AMAZON_ID: "amzn1.application.0123456789abcdef" } })],
  ["tokens would be asked for elsewhere", "amazon_endpoint_unknown", /^Leave AUTH_AMAZON_API_URL out/, () => ({ variables: { ...realAmazon, AUTH_AMAZON_API_URL: "https://api.amazon.com.shop.com" } })],
  ["sign-in and tokens are in two regions", "amazon_regions_mixed", /na, eu, fe/, () => ({ variables: { ...realAmazon, AUTH_AMAZON_API_URL: "https://api.amazon.co.uk" } })],
  ["the region is another than that of the addresses", "amazon_region_unused", /^Set AUTH_AMAZON_REGION=eu/, () => ({ variables: { ...realAmazon, AUTH_AMAZON_AUTHORIZE_URL: "https://eu.account.amazon.com/ap/oa", AUTH_AMAZON_API_URL: "https://api.amazon.co.uk" } })],
  ["staging signs in at the sandbox", "amazon_sandbox", /security profile of your own/, () => staging()],
  ["the database does not answer", "database_unreachable", /Check host, name, user and password/, () => ({ variables: { DATABASE_URL: "postgresql://shop:hidden@127.0.0.1:1/shop" } })],
  ["a migration is not applied", "migrations_pending", "Run npm run db:migrate.", async () => (await statement(database.url, `DELETE FROM _prisma_migrations WHERE migration_name = $1`, [newest()]), {})],
  ["a migration was changed", "migrations_changed", /git checkout prisma\/migrations/, async () => (await statement(database.url, `UPDATE _prisma_migrations SET checksum = 'x' WHERE migration_name = $1`, [newest()]), {})],
  ["a migration failed half-way", "migrations_failed", /rolled_back_at/, async () => (await statement(database.url, `UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = $1`, [newest()]), {})],
  ["the database is staging's", "database_claimed", /ALLOW_DATABASE_CLAIM=true/, async () => (await claimedBy("staging"), {})],
  ["this machine's clock is ahead", "clock_off", /NTP/, () => (vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 90_000, shouldAdvanceTime: true }), {})],
  ["this machine's clock is behind", "clock_off", /NTP/, () => (vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 9_000, shouldAdvanceTime: true }), {})],
  ["tokens are sealed under a key that is gone", "vault_key_gone", /^Put the key k2 back/, async () => (await tokenUnder(otherKey), {})],
  ["nobody does jobs", "jobs_not_done", /npm run worker/, async () => (await statement(database.url, `DELETE FROM "Observation" WHERE "what" = $1`, [jobsSign]), { variables: { JOBS: "off" } })],
  ["the worker has ended", "jobs_not_done", /npm run worker/, async () => (await observe(database.url, jobsSign, 3, 12), { variables: { JOBS: "off" } })],
  ["an operator has confirmed nothing", "operator_unproved", /confirm it/, () => ({ variables: { OPS_EMAILS: "ops@shop.example, nobody@shop.example" } })],
  ["an operator has no passkey and no password", "operator_without_way", /passkey or a password/, async () => (await statement(database.url, `DELETE FROM "PasswordCredential"`), {})],
  ["the mail server does not answer", "mail_unreachable", /Check host and port of SMTP_URL/, () => ({ variables: { SMTP_URL: "smtp://127.0.0.1:1" } })],
  ["the mail server refuses the password", "mail_login_refused", /percent-encoded/, async () => {
    const port = await mailServer({ allowInsecureAuth: true, disabledCommands: ["STARTTLS"], onAuth: (_, __, done) => done(new Error("no")) });
    return { variables: { SMTP_URL: `smtp://shop:hidden@127.0.0.1:${port}` } };
  }],
  ["the mail server's certificate is not trusted", "mail_certificate", /NODE_EXTRA_CA_CERTS/, async () => ({ variables: { SMTP_URL: `smtps://127.0.0.1:${await mailServer({ secure: true, ...newCertificate({ host: "localhost" }) })}` } })],
  ["the mail server speaks no TLS at its port", "mail_plain", /port 587/, async () => {
    const other = await answering((_, response) => response.end());
    undo.push(other.close);
    return { variables: { SMTP_URL: `smtps://127.0.0.1:${other.port}` } };
  }],
  ["the address names another port", "address_port", /^Set AUTH_URL=http:\/\/localhost:3000/, () => ({ variables: { AUTH_URL: "http://localhost:1", PORT: "3000" } })],
  ["something else answers at the address", "address_elsewhere", /lead to this site/, async () => {
    const other = await answering((_, response) => response.end("another program"));
    undo.push(other.close);
    return { variables: { AUTH_URL: `http://localhost:${other.port}`, PORT: String(other.port) } };
  }],
  ["the address has another secret", "address_elsewhere", /same AUTH_SECRET/, async () => ({ variables: { ...(await site({ variables: { AUTH_SECRET: otherSecret } })) } })],
  ["the address leads on to another one", "address_redirects", /^Set AUTH_URL=https:\/\/www\.shop\.example /, async () => {
    const other = await answering((_, response) => response.writeHead(301, { location: "https://www.shop.example/" }).end());
    undo.push(other.close);
    return { variables: { AUTH_URL: `http://localhost:${other.port}`, PORT: String(other.port) } };
  }],
  ["the certificate is not trusted", "address_certificate", /^Renew it/, async () => {
    const other = await answering((_, response) => response.end(), (handle) => createSecureServer(newCertificate({ host: "localhost" }), handle) as never);
    undo.push(other.close);
    return await trial({ AUTH_URL: `https://localhost:${other.port}` });
  }],
  ["the address is https, and nothing ends it", "address_plain", /^Let whatever ends https/, async () => {
    const other = await answering((_, response) => response.end());
    undo.push(other.close);
    return await trial({ AUTH_URL: `https://localhost:${other.port}` });
  }],
  ["people come over https, and the address is http", "address_mismatch", /in people's browsers/, () => ({ front: { forwards: true, headers: { "x-forwarded-proto": "https" } }, trusted: 1 })],
  ["people come by another name", "address_mismatch", /in people's browsers/, () => ({ front: { forwards: true, headers: { "x-forwarded-host": "www.shop.example" } }, trusted: 1 })],
  ["a proxy is not counted", "proxies_uncounted", "Set TRUSTED_PROXY_COUNT=1.", () => ({ front: { forwards: true } })],
  ["a proxy is counted that is not there", "proxies_overcounted", "Set TRUSTED_PROXY_COUNT=0.", () => ({ front: {}, trusted: 1 })],
  ["more proxies are counted than there are", "proxies_overcounted", "Set TRUSTED_PROXY_COUNT=1.", () => ({ front: { forwards: true }, trusted: 2 })],
  ["a proxy takes HttpOnly from cookies", "cookies_changed", /proxy_cookie_flags/, () => ({ front: setCookie((cookie) => cookie.replace("; HttpOnly", "")) })],
  ["a proxy moves cookies to another path", "cookies_changed", /proxy_cookie_flags/, () => ({ front: setCookie((cookie) => cookie.replace("Path=/", "Path=/shop")) })],
  ["a proxy has a policy of its own", "policy_blocks_amazon", /add http:\/\/localhost:1 to form-action/, () => ({ front: policy((text) => `${text}, default-src 'self'; form-action 'self'`) })],
  ["a proxy drops the policy", "policy_missing", /pass Content-Security-Policy on/, () => ({ front: policy(() => undefined) })],
  ["others can read the secrets", "file_readable", /^Run chmod 600 .*secrets\.json\.$/, () => (writeFileSync(join(folder, "secrets.json"), "{}", { mode: 0o644 }), {})],
];

test.each(seeds)("where %s, that is found and nothing else (%s)", async (_name, code, remedy, put) => {
  const found = faultsOf(await report(await put()));
  expect(found.map((finding) => finding.code)).toEqual([code]);
  expect(found[0]?.remedy).toMatch(remedy);
});

test.each([
  ["a claim stays open", "claim_open", "Leave it out again.", { ALLOW_DATABASE_CLAIM: "true" }],
  ["no certificate is checked", "certificates_unchecked", /NODE_EXTRA_CA_CERTS/, { NODE_TLS_REJECT_UNAUTHORIZED: "0" }],
  ["nobody answers at the address", "address_silent", /^Start the site/, { AUTH_URL: "http://shop.localhost:1" }],
] as const)("in staging, where %s, that is found and nothing else (%s)", async (_name, code, remedy, variables) => {
  const found = faultsOf(await report(await trial(variables)));
  expect(found.map((finding) => finding.code)).toEqual([code]);
  expect(found[0]?.remedy).toMatch(remedy);
});
