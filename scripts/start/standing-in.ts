import { seededOperator } from "#prisma/seeded.ts";
import { sandboxClientId, sandboxClientSecret } from "#sandbox/amazon/defaults.ts";
import type { Secrets } from "../process/secrets.ts";
import { databaseName, type SandboxClient, type StandInPorts } from "./services.ts";
import type { Settings } from "./settings.ts";

/** The client under which the sandbox knows the site at `appUrl`. */
export function sandboxClientOf(appUrl: string): SandboxClient {
  return {
    clientId: sandboxClientId,
    clientSecret: sandboxClientSecret,
    name: "Development Shop",
    privacyUrl: `${appUrl}/privacy`,
    returnUrls: [`${appUrl}/api/auth/callback/amazon`],
  };
}

/** The variables that make the site use the sandbox Amazon at `url`. */
export function sandboxVariables(url: string): Record<string, string> {
  return { AUTH_AMAZON_ID: sandboxClientId, AUTH_AMAZON_SECRET: sandboxClientSecret, AUTH_AMAZON_AUTHORIZE_URL: `${url}/ap/oa`, AUTH_AMAZON_API_URL: url };
}

/** The variables that make the site use the development mailbox. */
export function mailboxVariables(smtpPort: number): Record<string, string> {
  return { SMTP_URL: `smtp://127.0.0.1:${smtpPort}`, MAIL_FROM: "Shop <no-reply@example.test>" };
}

/** The superuser's address of the embedded database. */
export function embeddedDatabaseUrl(password: string, port: number, database: string = databaseName): string {
  return `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/**
 * The same beside what the operator has set. A secret of their own without its client would be ignored by the sandbox, and
 * shown on its pages: it gets no client, so that the start says that one is missing. One among which is the sandbox's is meant for it.
 */
function sandboxBeside(url: string, secret: string): Record<string, string> {
  const variables = sandboxVariables(url);
  if (secret === "") return variables;
  const meant = secret.split(",").some((one) => one.trim() === sandboxClientSecret);
  return Object.fromEntries(Object.entries(variables).filter(([name]) => name !== "AUTH_AMAZON_SECRET" && (meant || name !== "AUTH_AMAZON_ID")));
}

/** What the start adds to the operator's environment (pure): only what is missing and may be stood in for. */
export function standInVariables(settings: Settings, ports: StandInPorts, secrets: Secrets, source: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const { needs } = settings;
  const variables = {
    PORT: String(settings.port),
    AUTH_URL: settings.appUrl,
    AUTH_SECRET: secrets.authSecret,
    VAULT_KEYS: secrets.vaultKeys,
    ...(needs.database && { DATABASE_URL: embeddedDatabaseUrl(secrets.databasePassword, ports.database) }),
    // Whom the seed makes, with a password that the start prints.
    ...(settings.appEnv === "development" && { OPS_EMAILS: seededOperator }),
    ...(needs.mailbox && mailboxVariables(ports.mailboxSmtp)),
  };
  const missing = Object.entries(variables).filter(([name]) => (source[name] ?? "") === "");
  // Half a sandbox is no sandbox: an address of Amazon's left in .env must not meet the sandbox's client.
  return { ...Object.fromEntries(missing), ...(needs.sandbox && sandboxBeside(`http://127.0.0.1:${ports.sandbox}`, source.AUTH_AMAZON_SECRET ?? "")) };
}
