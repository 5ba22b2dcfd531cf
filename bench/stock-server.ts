import { randomBytes, randomUUID } from "node:crypto";
import { type StackOptions, startWeb } from "#e2e/fixtures/stack.ts";
import { startTcpProxy } from "#e2e/fixtures/tcp-proxy.ts";
import { sandboxUpstream, startShopSandbox } from "#e2e/fixtures/upstream.ts";
import { sandboxClientId, sandboxClientSecret } from "#sandbox/amazon/defaults.ts";
import { runSql } from "#scripts/database/create.ts";
import { everything } from "#scripts/database/migration-files.ts";
import { withSchemaEngine } from "#scripts/database/schema-engine.ts";
import { freePorts } from "#scripts/process/ports.ts";
import { builtStock, stockEnvironment, stockSchema } from "./stock-build.ts";

/** A database beside ours with stock's tables, as Prisma makes them of its schema. */
async function createStockDatabase(adminUrl: string): Promise<string> {
  await runSql(adminUrl, "CREATE DATABASE stock");
  const url = new URL(adminUrl);
  url.pathname = "/stock";
  const schema = stockSchema();
  const { stdout } = await withSchemaEngine(url.href, schema, (engine) =>
    engine.diff({ from: { tag: "empty" }, to: { tag: "schemaDatamodel", files: [schema] }, script: true, exitCode: null, filters: everything }),
  );
  await runSql(url.href, stdout ?? "");
  return url.href;
}

/** As many users as ours has, each with a session, and one more. @returns the session token of the one */
async function fill(url: string, users: number): Promise<string> {
  const token = randomUUID();
  await runSql(url, `INSERT INTO "User" ("id", "name", "email", "updatedAt") SELECT gen_random_uuid(), 'Person ' || n, 'person' || n || '@example.test', now() FROM generate_series(1, $1::int) AS n`, [users]);
  await runSql(url, `INSERT INTO "User" ("id", "name", "email", "updatedAt") VALUES ('vera', 'Vera Shopper', 'vera@example.test', now())`);
  // In the middle of the time after which stock writes a session's new end: as most reads find one.
  await runSql(url, `INSERT INTO "Session" ("sessionToken", "userId", "expires", "updatedAt") SELECT CASE "id" WHEN 'vera' THEN $1 ELSE gen_random_uuid()::text END, "id", now() + interval '30 days', now() FROM "User"`, [token]);
  await runSql(url, "ANALYZE");
  return token;
}

/**
 * The stock app over a database of its own in the cluster of `adminUrl`.
 * @param users how many users with a session each it begins with
 */
export async function startStockServer(adminUrl: string, users: number) {
  const [home, databaseUrl, [port = 0]] = await Promise.all([builtStock(), createStockDatabase(adminUrl), freePorts(1)]);
  const origin = `http://localhost:${port}`;
  const sessionToken = await fill(databaseUrl, users);
  const [sandbox, wire] = await Promise.all([startShopSandbox(origin), startTcpProxy(Number(new URL(databaseUrl).port))]);
  const environment: NonNullable<StackOptions["environment"]> = {
    ...stockEnvironment(),
    PORT: String(port),
    AUTH_URL: origin,
    AUTH_SECRET: randomBytes(32).toString("base64url"),
    AUTH_AMAZON_ID: sandboxClientId,
    AUTH_AMAZON_SECRET: sandboxClientSecret,
    AUTH_AMAZON_AUTHORIZE_URL: `${sandbox.url}/ap/oa`,
    AUTH_AMAZON_API_URL: sandbox.url,
  };
  const start = async (counted: boolean) => {
    const url = new URL(databaseUrl);
    if (counted) url.port = String(wire.port);
    return await startWeb({ ...environment, DATABASE_URL: url.href }, home, "node_modules/next/dist/bin/next", "start", "-p", String(port));
  };
  let web = await start(false);
  // Ours end with their parent; what Next starts does not.
  process.once("exit", () => web.child.kill("SIGKILL"));
  return {
    origin,
    upstream: sandboxUpstream(sandbox),
    wire,
    sessionToken,
    output: () => web.output(),
    pid: () => web.child.pid ?? 0,
    baseMegabytes: () => web.baseMegabytes,
    restart: async (counted = false) => {
      await web.stop();
      web = await start(counted);
    },
    stop: async () => {
      await web.stop();
      await Promise.all([sandbox.close(), wire.close()]);
    },
  };
}
