import { z } from "zod";
import { endpointsForRegion, regions, sandboxHosts } from "./env-amazon.ts";
import { halfSet, isProductionIssuer, providerVariables, type WayName, wholeOrder } from "./env-providers.ts";

const address = z.url({ protocol: /^https?$/ });
const list = z.string().transform((value) => value.split(",").map((part) => part.trim()).filter((part) => part !== ""));
const port = z.coerce.number().int().min(1).max(65_535);
const flag = z.enum(["true", "false", "1", "0", "on", "off"]).transform((value) => ["true", "1", "on"].includes(value));
// Refinements run after a failed check too: `new URL` would throw there, with the value in its message.
const originOnly = address.refine((value) => {
  const url = URL.parse(value);
  return url !== null && url.pathname === "/" && url.search === "" && url.hash === "" && url.username === "" && url.password === "";
}, "path");

// Next.js calls 127.0.0.1 localhost: Amazon would send people back to a host that does not have their cookies.
const siteOrigin = originOnly.refine((value) => !/^(127(\.\d+){3}|\[::1\])$/.test(URL.parse(value)?.hostname ?? ""), "loopback");

/** The operator's interface. A remedy is one sentence; a value is never repeated in it. */
const variables = {
  APP_ENV: { schema: z.enum(["development", "staging", "production"]).default("development"), remedy: "Set it to development, staging or production." },
  PORT: { schema: port.default(3000), remedy: "Set it to a port number from 1 to 65535." },
  AUTH_URL: { schema: siteOrigin.optional(), remedy: "Set it to the address of the site, such as https://shop.example, without a path; on one machine http://localhost:3000, never 127.0.0.1." },
  AUTH_SECRET: { schema: list.optional(), remedy: "Set it to 32 random bytes or more, newest first when there are several: openssl rand -base64 32." },
  DATABASE_URL: { schema: z.url({ protocol: /^postgres(ql)?$/ }).optional(), remedy: "Set it to the address of PostgreSQL: postgresql://user:password@host:5432/name." },
  DATABASE_MIGRATE_URL: { schema: z.url({ protocol: /^postgres(ql)?$/ }).optional(), remedy: "Leave it out, or set it to the PostgreSQL address of the owner role." },
  ALLOW_DATABASE_CLAIM: { schema: flag.default(false), remedy: "Set it to true or false." },
  DATA_DIR: { schema: z.string().min(1).default(".data"), remedy: "Set it to a folder." },
  AUTH_AMAZON_ID: { schema: z.string().min(1).max(100).optional(), remedy: "Copy the Client ID of your security profile from Amazon's developer console." },
  AUTH_AMAZON_SECRET: { schema: list.optional(), remedy: "Copy the Client Secret of your security profile from Amazon's developer console." },
  AUTH_AMAZON_REGION: { schema: z.enum(regions).default("na"), remedy: "Set it to na, eu or fe." },
  AUTH_AMAZON_AUTHORIZE_URL: { schema: address.optional(), remedy: "Leave it out, or set the whole authorization address." },
  AUTH_AMAZON_API_URL: { schema: originOnly.optional(), remedy: "Leave it out, or set the base of the token and profile addresses." },
  AUTH_AMAZON_SCOPE: { schema: z.enum(["profile", "profile:user_id"]).default("profile"), remedy: "Set it to profile or profile:user_id." },
  ALLOW_SEVERAL_AMAZON_ACCOUNTS: { schema: flag.default(false), remedy: "Set it to true or false." },
  ...providerVariables,
  SESSION_CACHE: { schema: flag.default(true), remedy: "Set it to on or off." },
  JOBS: { schema: flag.default(true), remedy: "Set it to on or off." },
  VAULT_KEYS: {
    // Two keys of one name could not both be found again: what the older one sealed would be lost.
    schema: list.pipe(z.array(z.string().regex(/^[\w-]{1,32}:[\w-]{43}$/)).min(1).refine((keys) => new Set(keys.map((key) => key.split(":")[0])).size === keys.length)).optional(),
    remedy: "Set it to kid:key with 32 random bytes in base64url, newest first: k1:$(openssl rand -base64 32 | tr '+/' '-_' | tr -d '=').",
  },
  SMTP_URL: { schema: z.url({ protocol: /^smtps?$/ }).optional(), remedy: "Set it to your mail server: smtps://user:password@host:465." },
  MAIL_FROM: { schema: z.string().max(320).regex(/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/).optional(), remedy: "Set it to the sender of mails: Shop <no-reply@shop.example>." },
  SITE_NAME: { schema: z.string().min(1).max(60).default("Larkspur"), remedy: "Set it to the name of the shop, 60 characters at most." },
  SUPPORT_EMAIL: { schema: z.email().optional(), remedy: "Set it to the address where support mail arrives." },
  PRIVACY_CONTROLLER: { schema: z.string().min(1).max(500).optional(), remedy: "Set it to the name and postal address of who is responsible for the data." },
  PRIVACY_NOTICE_FILE: { schema: z.string().min(1).max(1_000).optional(), remedy: "Leave it out, or set it to a file of text or simple Markdown that stands in the place of the privacy notice." },
  OPS_EMAILS: { schema: list.pipe(z.array(z.string().max(254).regex(/^[^\s@<>]+@[^\s@<>]+$/))).default([]), remedy: "Leave it out, or set it to the e-mail addresses of the operators, comma-separated: ops@shop.example." },
  ALERT_EMAIL: { schema: z.email().optional(), remedy: "Leave it out, or set it to the address that alerts go to." },
  ALERT_WEBHOOK_URL: { schema: address.optional(), remedy: "Leave it out, or set it to the https address that alerts are posted to." },
  TRUSTED_PROXY_COUNT: { schema: z.coerce.number().int().min(0).max(10).default(0), remedy: "Set it to the number of proxies in front, 0 to 10." },
  METRICS_TOKEN: { schema: z.string().min(32).max(500).regex(/^[\x21-\x7e]+$/).optional(), remedy: "Leave it out, or set it to 32 random characters or more, without spaces: openssl rand -hex 32." },
  LOG_LEVEL: { schema: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"), remedy: "Set it to info, or to debug for more." },
} as const;

type Name = keyof typeof variables;
type Parsed = { [K in Name]: z.output<(typeof variables)[K]["schema"]> };

/** What the operator configured, complete: every default and derived address filled in. */
export type Env = Readonly<
  Omit<Parsed, "AUTH_URL" | "AUTH_SECRET" | "DATABASE_URL" | "AUTH_AMAZON_ID" | "AUTH_AMAZON_SECRET" | "AUTH_AMAZON_AUTHORIZE_URL" | "AUTH_AMAZON_API_URL" | "VAULT_KEYS" | "SMTP_URL" | "MAIL_FROM" | "SUPPORT_EMAIL" | "PRIVACY_CONTROLLER" | "AUTH_PROVIDER_ORDER"> & {
    AUTH_URL: string;
    AUTH_SECRET: string[];
    DATABASE_URL: string;
    AUTH_AMAZON_ID: string;
    AUTH_AMAZON_SECRET: string[];
    AUTH_AMAZON_AUTHORIZE_URL: string;
    AUTH_AMAZON_API_URL: string;
    VAULT_KEYS: string[];
    SMTP_URL: string;
    MAIL_FROM: string;
    SUPPORT_EMAIL: string;
    PRIVACY_CONTROLLER: string;
    /** All ways in, listed or not. */
    AUTH_PROVIDER_ORDER: WayName[];
  }
>;

export type EnvFault = { name: string; remedy: string };
export type EnvResult = { ok: true; env: Env } | { ok: false; faults: EnvFault[] };

/** What no installation can run without; the development start fills these in itself. */
const alwaysRequired = ["AUTH_SECRET", "DATABASE_URL", "AUTH_AMAZON_ID", "AUTH_AMAZON_SECRET", "VAULT_KEYS", "SMTP_URL", "MAIL_FROM"] as const;
const requiredInProduction = ["AUTH_URL", "SUPPORT_EMAIL", "PRIVACY_CONTROLLER"] as const;

function parse(source: Record<string, string | undefined>): { values: Partial<Parsed>; faults: EnvFault[] } {
  const values: Record<string, unknown> = {};
  const faults: EnvFault[] = [];
  for (const [name, { schema, remedy }] of Object.entries(variables)) {
    // An empty variable means "not set": that is how a line `NAME=` in .env reads.
    const result = schema.safeParse(source[name] === "" ? undefined : source[name]);
    if (result.success) values[name] = result.data;
    else faults.push({ name, remedy });
  }
  return { values: values as Partial<Parsed>, faults };
}

/** Node's own switch, read at every connection: with 0 it takes any certificate, from Amazon, PostgreSQL and the mail server alike. */
function uncheckedCertificates(source: Record<string, string | undefined>): EnvFault[] {
  const name = "NODE_TLS_REJECT_UNAUTHORIZED";
  return source[name] === "0" ? [{ name, remedy: "Leave it out in production: with 0 no certificate is checked. An authority of your own is named by NODE_EXTRA_CA_CERTS." }] : [];
}

/** The rules that hold in production only: nothing weak, nothing local, nothing over http. */
function productionFaults(values: Partial<Parsed>): EnvFault[] {
  const faults: EnvFault[] = [];
  const refuse = (name: Name, remedy: string) => faults.push({ name, remedy });
  const https = (value: string | undefined) => value === undefined || new URL(value).protocol === "https:";
  if (!https(values.AUTH_URL)) refuse("AUTH_URL", "Use an https address in production.");
  if (values.AUTH_SECRET?.some((secret) => Buffer.byteLength(secret) < 32)) refuse("AUTH_SECRET", "Use at least 32 bytes: openssl rand -base64 32.");
  for (const name of ["AUTH_AMAZON_AUTHORIZE_URL", "AUTH_AMAZON_API_URL"] as const) {
    const value = values[name];
    if (!https(value) || (value && sandboxHosts.test(new URL(value).hostname))) refuse(name, "Leave it out in production: the sandbox and http addresses are refused.");
  }
  if (!https(values.ALERT_WEBHOOK_URL)) refuse("ALERT_WEBHOOK_URL", "Use an https address in production.");
  if (values.AUTH_OIDC_ISSUER !== undefined && !isProductionIssuer(values.AUTH_OIDC_ISSUER)) refuse("AUTH_OIDC_ISSUER", "Use the https address of a real provider in production.");
  if (values.AUTH_AMAZON_SECRET?.some((secret) => /sandbox/i.test(secret))) refuse("AUTH_AMAZON_SECRET", "Use the secret of your own security profile, not the sandbox's.");
  return faults;
}

function complete(values: Parsed): Env {
  const hosts = endpointsForRegion(values.AUTH_AMAZON_REGION);
  return Object.freeze({
    ...values,
    AUTH_URL: new URL(values.AUTH_URL ?? `http://localhost:${values.PORT}`).origin,
    AUTH_AMAZON_AUTHORIZE_URL: values.AUTH_AMAZON_AUTHORIZE_URL ?? hosts.authorizeUrl,
    AUTH_AMAZON_API_URL: new URL(values.AUTH_AMAZON_API_URL ?? hosts.apiUrl).origin,
    SUPPORT_EMAIL: values.SUPPORT_EMAIL ?? "support@example.test",
    PRIVACY_CONTROLLER: values.PRIVACY_CONTROLLER ?? values.SITE_NAME,
    AUTH_PROVIDER_ORDER: wholeOrder(values.AUTH_PROVIDER_ORDER),
  }) as Env;
}

/**
 * Reads and checks the whole environment.
 * @param source usually `process.env`
 * @returns the environment, or one fault per variable with its remedy; values never appear in a fault
 */
export function readEnv(source: Record<string, string | undefined>): EnvResult {
  const { values, faults } = parse(source);
  const faulty = new Set(faults.map((fault) => fault.name));
  const required: readonly Name[] = values.APP_ENV === "production" ? [...alwaysRequired, ...requiredInProduction] : alwaysRequired;
  for (const name of required) {
    const value = values[name];
    const missing = value === undefined || (Array.isArray(value) && value.length === 0);
    if (missing && !faulty.has(name)) faults.push({ name, remedy: `It is missing. ${variables[name].remedy}` });
  }
  faults.push(...halfSet(values, faulty));
  if (values.APP_ENV === "production") faults.push(...productionFaults(values), ...uncheckedCertificates(source));
  return faults.length > 0 ? { ok: false, faults } : { ok: true, env: complete(values as Parsed) };
}

/** The names an operator may set, for `.env.example` and its test. */
export const envNames = Object.keys(variables) as Name[];

let cached: Env | undefined;

/**
 * The environment of this process, read once.
 * @throws Error naming the faulty variables; `server/main.ts` reports them before anything else runs
 */
export function env(): Env {
  if (!cached) {
    const result = readEnv(process.env);
    if (!result.ok) throw new Error(result.faults.map((fault) => `${fault.name}: ${fault.remedy}`).join("\n"));
    cached = result.env;
  }
  return cached;
}

/** Every variable of this process as it was set; the doctor alone looks at more than `env()` makes of them. */
export function rawEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/** Sets `AUTH_URL` to the canonical origin: Auth.js takes its origin from this variable alone. */
export function exposeAuthUrl(): void {
  process.env.AUTH_URL = env().AUTH_URL;
}
