import { readFileSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";
import { env, type EnvFault, envNames, readEnv } from "./env.ts";

const development = {
  AUTH_SECRET: "a".repeat(44),
  DATABASE_URL: "postgresql://shop:pw@127.0.0.1:5432/shop",
  AUTH_AMAZON_ID: "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef",
  AUTH_AMAZON_SECRET: "amzn1.oa2-cs.v1.0123456789abcdef",
  VAULT_KEYS: `k1:${"A".repeat(43)}`,
  SMTP_URL: "smtp://127.0.0.1:2525",
  MAIL_FROM: "Shop <no-reply@shop.example>",
} as const;

const production = {
  ...development,
  APP_ENV: "production",
  AUTH_URL: "https://shop.example",
  SUPPORT_EMAIL: "help@shop.example",
  PRIVACY_CONTROLLER: "Shop Ltd, 1 High Street",
} as const;

type Source = Record<string, string | undefined>;

function faultsOf(source: Source): EnvFault[] {
  const result = readEnv(source);
  return result.ok ? [] : result.faults;
}

const namesOf = (source: Source) => faultsOf(source).map((fault) => fault.name);

function accepted(source: Source) {
  const result = readEnv(source);
  if (!result.ok) throw new Error(result.faults.map((fault) => fault.name).join());
  return result.env;
}

test("fills every default and derived address in", () => {
  expect(accepted(development)).toEqual({
    APP_ENV: "development",
    PORT: 3000,
    AUTH_URL: "http://localhost:3000",
    AUTH_SECRET: ["a".repeat(44)],
    DATABASE_URL: development.DATABASE_URL,
    DATABASE_MIGRATE_URL: undefined,
    ALLOW_DATABASE_CLAIM: false,
    DATA_DIR: ".data",
    AUTH_AMAZON_ID: development.AUTH_AMAZON_ID,
    AUTH_AMAZON_SECRET: [development.AUTH_AMAZON_SECRET],
    AUTH_AMAZON_REGION: "na",
    AUTH_AMAZON_AUTHORIZE_URL: "https://www.amazon.com/ap/oa",
    AUTH_AMAZON_API_URL: "https://api.amazon.com",
    AUTH_AMAZON_SCOPE: "profile",
    ALLOW_SEVERAL_AMAZON_ACCOUNTS: false,
    SESSION_CACHE: true,
    JOBS: true,
    VAULT_KEYS: [development.VAULT_KEYS],
    SMTP_URL: development.SMTP_URL,
    MAIL_FROM: development.MAIL_FROM,
    SITE_NAME: "Larkspur",
    SUPPORT_EMAIL: "support@example.test",
    PRIVACY_CONTROLLER: "Larkspur",
    OPS_EMAILS: [],
    TRUSTED_PROXY_COUNT: 0,
    METRICS_TOKEN: undefined,
    LOG_LEVEL: "info",
    AUTH_PROVIDER_ORDER: ["amazon", "email", "passkey", "password", "google", "apple", "facebook", "oidc"],
  });
});

const oidc = { AUTH_OIDC_ISSUER: "https://id.shop.com", AUTH_OIDC_ID: "shop", AUTH_OIDC_SECRET: "secret", AUTH_OIDC_NAME: "Sample Id" };
const providers = { AUTH_GOOGLE_ID: "i", AUTH_GOOGLE_SECRET: "s", AUTH_APPLE_ID: "i", AUTH_APPLE_SECRET: "s", AUTH_FACEBOOK_ID: "i", AUTH_FACEBOOK_SECRET: "s", ...oidc };
const google = { AUTH_GOOGLE_ID: "google-id", AUTH_GOOGLE_SECRET: "google-secret" };

test("takes providers that are set whole", () => {
  expect(accepted({ ...production, ...oidc, ...google, AUTH_APPLE_ID: "", AUTH_APPLE_SECRET: "" })).toMatchObject({ ...oidc, ...google, AUTH_APPLE_ID: undefined });
});

test.each(Object.keys({ ...oidc, ...google }))("refuses a provider without %s, and says that it is half set", (name) => {
  const [fault, ...more] = faultsOf({ ...development, ...oidc, ...google, [name]: "" });
  expect(more).toEqual([]);
  expect(fault).toMatchObject({ name, remedy: expect.stringMatching(/^Its provider is half set\./) as string });
});

test("finds one fault where the only value of a provider is bad, and none of the others missing", () => {
  expect(namesOf({ ...development, ...oidc, AUTH_OIDC_ISSUER: "id.shop.com" })).toEqual(["AUTH_OIDC_ISSUER"]);
});

test.each(["http://id.shop.com", "https://localhost:9000", "https://id.test"])("refuses the issuer %s in production only", (AUTH_OIDC_ISSUER) => {
  expect(namesOf({ ...development, ...oidc, AUTH_OIDC_ISSUER })).toEqual([]);
  expect(namesOf({ ...production, ...oidc, AUTH_OIDC_ISSUER })).toEqual(["AUTH_OIDC_ISSUER"]);
});

test.each(["ftp://id.shop.com", "https://id.shop.com?x=1", "https://id.shop.com#x", "https://user:pw@id.shop.com", "id"])("refuses the issuer %s everywhere", (AUTH_OIDC_ISSUER) => {
  expect(namesOf({ ...development, ...oidc, AUTH_OIDC_ISSUER })).toEqual(["AUTH_OIDC_ISSUER"]);
});

test("shows listed ways first and all others after them", () => {
  expect(accepted({ ...development, AUTH_PROVIDER_ORDER: " oidc , email" }).AUTH_PROVIDER_ORDER).toEqual(["oidc", "email", "amazon", "passkey", "password", "google", "apple", "facebook"]);
});

test.each(["amazon,amazon", "amazon,twitter", "Amazon", "__proto__"])("refuses the order %s", (AUTH_PROVIDER_ORDER) => {
  expect(namesOf({ ...development, AUTH_PROVIDER_ORDER })).toEqual(["AUTH_PROVIDER_ORDER"]);
});

test("derives the site's address from the port and keeps only its origin", () => {
  expect(accepted({ ...development, PORT: "4321" }).AUTH_URL).toBe("http://localhost:4321");
  expect(accepted({ ...development, AUTH_URL: "https://Shop.Example/" }).AUTH_URL).toBe("https://shop.example");
});

test.each(["http://127.0.0.1:3000", "http://127.1.2.3", "http://[::1]:3000", "http://2130706433"])("refuses %s as the address of the site, which Next.js would call localhost", (AUTH_URL) => {
  expect(namesOf({ ...development, AUTH_URL })).toEqual(["AUTH_URL"]);
});

test.each([
  ["na", "https://www.amazon.com/ap/oa", "https://api.amazon.com"],
  ["eu", "https://eu.account.amazon.com/ap/oa", "https://api.amazon.co.uk"],
  ["fe", "https://apac.account.amazon.com/ap/oa", "https://api.amazon.co.jp"],
])("takes the hosts of region %s", (region, authorizeUrl, apiUrl) => {
  expect(accepted({ ...development, AUTH_AMAZON_REGION: region })).toMatchObject({ AUTH_AMAZON_AUTHORIZE_URL: authorizeUrl, AUTH_AMAZON_API_URL: apiUrl });
});

test("prefers addresses that are set over the region's", () => {
  const source = { ...development, AUTH_AMAZON_REGION: "eu", AUTH_AMAZON_AUTHORIZE_URL: "http://localhost:4400/ap/oa", AUTH_AMAZON_API_URL: "http://localhost:4400/" };
  expect(accepted(source)).toMatchObject({ AUTH_AMAZON_AUTHORIZE_URL: "http://localhost:4400/ap/oa", AUTH_AMAZON_API_URL: "http://localhost:4400" });
});

test("reads lists newest first and drops empty entries", () => {
  const read = accepted({ ...development, AUTH_SECRET: "newest, ,older,", AUTH_AMAZON_SECRET: "s2,s1" });
  expect([read.AUTH_SECRET, read.AUTH_AMAZON_SECRET]).toEqual([["newest", "older"], ["s2", "s1"]]);
});

test("reads the addresses of operators, and has none by itself", () => {
  expect(accepted({ ...development, OPS_EMAILS: " ops@shop.example, Olive@shop.example," }).OPS_EMAILS).toEqual(["ops@shop.example", "Olive@shop.example"]);
});

test.each([["on", true], ["true", true], ["1", true], ["off", false], ["false", false], ["0", false]])("reads the flag %s as %s", (text, value) => {
  expect(accepted({ ...development, JOBS: text }).JOBS).toBe(value);
});

test.each(envNames)("counts an empty %s as unset", (name) => {
  expect(readEnv({ ...development, [name]: "" })).toEqual(readEnv({ ...development, [name]: undefined }));
});

// One bad value for every variable that can have one; each holds the word that must not come back.
const secret = "hunter2";
const bad: Record<string, string[]> = {
  APP_ENV: [secret, "Production"],
  PORT: [secret, "0", "65536", "80.5"],
  AUTH_URL: [secret, `https://shop.example/${secret}`, `https://shop.example/?${secret}`, `https://${secret}@shop.example`, `ftp://${secret}`, `https://${secret}:99999`],
  AUTH_SECRET: [" , "],
  DATABASE_URL: [secret, `mysql://${secret}`, "not a url"],
  DATABASE_MIGRATE_URL: [secret, `https://${secret}`],
  ALLOW_DATABASE_CLAIM: [secret, "yes"],
  AUTH_AMAZON_ID: [secret.repeat(20)],
  AUTH_AMAZON_SECRET: [","],
  AUTH_AMAZON_REGION: [secret, "us"],
  AUTH_AMAZON_AUTHORIZE_URL: [secret, `javascript:${secret}`],
  AUTH_AMAZON_API_URL: [secret, `https://api.amazon.com/${secret}`],
  AUTH_AMAZON_SCOPE: [secret, "profile postal_code"],
  ALLOW_SEVERAL_AMAZON_ACCOUNTS: [secret],
  ...Object.fromEntries(["GOOGLE", "APPLE", "FACEBOOK", "OIDC"].flatMap((name) => [[`AUTH_${name}_ID`, [secret.repeat(300)]], [`AUTH_${name}_SECRET`, [secret.repeat(300)]]])),
  AUTH_OIDC_ISSUER: [secret, `https://id.shop.com/?${secret}`],
  AUTH_OIDC_NAME: [secret.repeat(5)],
  AUTH_PROVIDER_ORDER: [secret, `amazon,${secret}`, "amazon,amazon"],
  SESSION_CACHE: [secret],
  JOBS: [secret],
  VAULT_KEYS: [secret, `k1:${secret}`, `k1:${"A".repeat(42)}`, `k1:${"A".repeat(43)},k1:${"B".repeat(43)}`, ","],
  SMTP_URL: [secret, `http://${secret}`],
  MAIL_FROM: ["x"],
  SITE_NAME: [secret.repeat(10)],
  SUPPORT_EMAIL: [secret, `${secret}@`],
  PRIVACY_CONTROLLER: [secret.repeat(100)],
  PRIVACY_NOTICE_FILE: [secret.repeat(200)],
  OPS_EMAILS: [secret, `ops@shop.example,${secret}`, `Olive <${secret}@shop.example>`],
  TRUSTED_PROXY_COUNT: [secret, "-1", "11"],
  ALERT_EMAIL: [secret, `Olive <${secret}@shop.example>`],
  ALERT_WEBHOOK_URL: [secret, `ftp://shop.example/${secret}`],
  METRICS_TOKEN: ["too short", `${secret} `.repeat(10)],
  LOG_LEVEL: [secret, "verbose"],
};

test.each(Object.entries(bad).flatMap(([name, values]) => values.map((value) => [name, value] as const)))("names %s, and nothing else, for the bad value %j", (name, value) => {
  const faults = faultsOf({ ...development, ...providers, [name]: value });
  expect(faults.map((fault) => fault.name)).toEqual([name]);
  expect(faults[0]?.remedy).toMatch(/^(It is missing\. )?[A-Z][^\n]+\.$/);
  expect(JSON.stringify(faults)).not.toContain(secret);
});

test("has a bad value for every variable but the folder, which may be any text", () => {
  expect(new Set(Object.keys(bad))).toEqual(new Set(envNames.filter((name) => name !== "DATA_DIR")));
});

test("reports everything that is missing at once, one fault a variable", () => {
  const missing = ["AUTH_SECRET", "DATABASE_URL", "AUTH_AMAZON_ID", "AUTH_AMAZON_SECRET", "VAULT_KEYS", "SMTP_URL", "MAIL_FROM"];
  expect(namesOf({})).toEqual(missing);
  expect(namesOf({ APP_ENV: "staging" })).toEqual(missing);
  expect(namesOf({ APP_ENV: "production" })).toEqual([...missing, "AUTH_URL", "SUPPORT_EMAIL", "PRIVACY_CONTROLLER"]);
});

test("accepts a complete production environment", () => {
  expect(accepted(production)).toMatchObject({ APP_ENV: "production", AUTH_URL: "https://shop.example" });
});

test.each([
  ["AUTH_URL", "http://shop.example"],
  ["AUTH_SECRET", "x".repeat(31)],
  ["AUTH_SECRET", `${"x".repeat(32)},short`],
  ["AUTH_AMAZON_SECRET", "amzn1.oa2-cs.v1.sandbox-only-not-a-secret"],
  ["NODE_TLS_REJECT_UNAUTHORIZED", "0"],
  ...["http://www.amazon.com", "https://localhost:4400", "https://127.0.0.1:4400", "https://127.9.9.9", "https://[::1]", "https://0.0.0.0", "https://amazon.test", "https://a.localhost", "https://lwa.example"].flatMap(
    (url) => [["AUTH_AMAZON_API_URL", url], ["AUTH_AMAZON_AUTHORIZE_URL", `${url}/ap/oa`]] as [string, string][],
  ),
])("refuses in production alone what would be weak, local or plain: %s=%s", (name, value) => {
  expect(namesOf({ ...production, [name]: value })).toEqual([name]);
  expect(namesOf({ ...production, APP_ENV: "staging", [name]: value })).toEqual([]);
});

test.each(["1", "", undefined])("leaves %j to Node, which checks certificates with it", (NODE_TLS_REJECT_UNAUTHORIZED) => {
  expect(namesOf({ ...production, NODE_TLS_REJECT_UNAUTHORIZED })).toEqual([]);
});

test("counts the length of a secret in bytes, as the key is made of them", () => {
  expect(namesOf({ ...production, AUTH_SECRET: "ü".repeat(16) })).toEqual([]);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

test("throws for the process with one line per fault and no value in it", () => {
  for (const name of envNames) vi.stubEnv(name, undefined);
  vi.stubEnv("AUTH_URL", secret);
  const failure = (() => {
    try {
      return env();
    } catch (error) {
      return error as Error;
    }
  })() as Error;
  expect(failure.message.split("\n").map((line) => line.split(":")[0])).toEqual(["AUTH_URL", ...namesOf({})]);
  expect(failure.message).not.toContain(secret);
});

test("lists the operator's variables in .env.example, each exactly once", () => {
  const text = readFileSync(new URL("../.env.example", import.meta.url), "utf8");
  const listed = text.split("\n").flatMap((line) => /^#?\s?([A-Z][A-Z0-9_]+)=/.exec(line)?.[1] ?? []);
  expect(listed.toSorted()).toEqual(envNames.toSorted());
});
