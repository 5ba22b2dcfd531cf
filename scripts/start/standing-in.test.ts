import { expect, test } from "vitest";
import { readEnv } from "#lib/env.ts";
import { sandboxClientId, sandboxClientSecret } from "#sandbox/amazon/defaults.ts";
import { narrowEnvironment, webEnvironment } from "../process/environment.ts";
import { readSettings } from "./settings.ts";
import { sandboxClientOf, standInVariables } from "./standing-in.ts";
import { addressLines } from "./summary.ts";

const ports = { sandbox: 4400, mailbox: 4480, mailboxSmtp: 4481, database: 5440 };
const secrets = { authSecret: "s".repeat(43), vaultKeys: `k1:${"v".repeat(43)}`, databasePassword: "p/w", opsPassword: "o" };
const standIn = (source: Record<string, string>) => standInVariables(readSettings(source), ports, secrets, source);

test("an empty environment becomes a complete one", () => {
  expect(readEnv(standIn({})).ok).toBe(true);
});

test("what is set stays as it is", () => {
  const variables = standIn({ AUTH_SECRET: "mine", DATABASE_URL: "postgresql://mine/shop", SMTP_URL: "smtp://mine" });
  expect(variables).not.toHaveProperty("AUTH_SECRET");
  expect(variables).not.toHaveProperty("DATABASE_URL");
  expect(variables).not.toHaveProperty("SMTP_URL");
  expect(variables).toHaveProperty("VAULT_KEYS");
});

test("in development the operator whom the seed makes is one, elsewhere nobody whom the environment does not name", () => {
  expect(standIn({})).toMatchObject({ OPS_EMAILS: "ops@example.test" });
  expect(standIn({ OPS_EMAILS: "olive@shop.example" })).not.toHaveProperty("OPS_EMAILS");
  expect(standIn({ APP_ENV: "staging" })).not.toHaveProperty("OPS_EMAILS");
});

test("the sandbox's client never meets Amazon's addresses, nor Amazon's client the sandbox's", () => {
  expect(standIn({ AUTH_AMAZON_API_URL: "https://api.amazon.com" })).toMatchObject({ AUTH_AMAZON_API_URL: "http://127.0.0.1:4400" });
  expect(standIn({ AUTH_AMAZON_ID: "amzn1.application-oa2-client.x" })).not.toHaveProperty("AUTH_AMAZON_API_URL");
});

test("a secret without its client stops the start, unless it is the sandbox's own among several", () => {
  const alone = { AUTH_AMAZON_SECRET: "amzn1.oa2-cs.v1.mine" };
  const result = readEnv({ ...alone, ...standIn(alone) });
  expect(result.ok ? [] : result.faults.map(({ name }) => name)).toEqual(["AUTH_AMAZON_ID"]);
  const rotated = { AUTH_AMAZON_SECRET: `amzn1.oa2-cs.v1.next, ${sandboxClientSecret}` };
  expect(standIn(rotated)).toMatchObject({ AUTH_AMAZON_ID: sandboxClientId });
  expect(standIn(rotated)).not.toHaveProperty("AUTH_AMAZON_SECRET");
});

test("the sandbox knows exactly the return URL of the site", () => {
  expect(sandboxClientOf("http://localhost:3001").returnUrls).toEqual(["http://localhost:3001/api/auth/callback/amazon"]);
});

test("a stand-in sees nothing of the configuration, the web process nothing of npm's", () => {
  const source = { PATH: "/bin", VAULT_KEYS: "k1:secret", AUTH_SECRET: "secret", npm_config_registry: "x" };
  expect(narrowEnvironment({ SANDBOX_PORT: "1" }, source)).toEqual({ PATH: "/bin", SANDBOX_PORT: "1" });
  expect(webEnvironment({ PORT: "1" }, source)).toEqual({ PATH: "/bin", VAULT_KEYS: "k1:secret", AUTH_SECRET: "secret", PORT: "1", NEXT_TELEMETRY_DISABLED: "1" });
});

test("the summary names every address and no password", () => {
  const runtime = { appUrl: "http://localhost:3000", sandboxUrl: "http://127.0.0.1:4400", databaseUrl: "postgresql://postgres:geheim@127.0.0.1:5440/shop", pids: { supervisor: 1 } };
  const text = addressLines(readSettings({}), runtime, ["a note"]).join("\n");
  expect(text).toContain("http://localhost:3000");
  expect(text).toContain("http://127.0.0.1:4400");
  expect(text).toContain("a note");
  expect(text).not.toContain("geheim");
  expect(text).not.toContain("Mailbox");
});
