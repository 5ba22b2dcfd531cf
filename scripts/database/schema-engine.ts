import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum, type SqlDriverAdapter, type SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import type { SchemaEngine } from "@prisma/schema-engine-wasm";
import pg from "pg";
import { runSql } from "./create.ts";

/** The parts of the engine's module that are used here; its own typings leave the two start-up functions out. */
type EngineModule = {
  SchemaEngine: typeof SchemaEngine;
  __wbg_set_wasm: (exports: WebAssembly.Exports) => void;
};

let lastPanic = "";
let loaded: Promise<EngineModule> | undefined;

/** The engine's own functions; its timers do not keep the process, because it never clears the 10 s of its lock. */
function importsOf(engine: EngineModule): WebAssembly.ModuleImports {
  const timer = (deed: () => void, milliseconds: number) => setTimeout(deed, milliseconds).unref();
  const functions = Object.entries(engine).map(([name, own]) => [name, name.startsWith("__wbg_setTimeout") ? timer : own]);
  return Object.fromEntries(functions) as WebAssembly.ModuleImports;
}

async function instantiate(): Promise<EngineModule> {
  const folder = dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm"));
  const engine = (await import("@prisma/schema-engine-wasm/schema_engine_bg" as string)) as EngineModule;
  const bytes = readFileSync(join(folder, "schema_engine_bg.wasm"));
  // The package's entry point imports the .wasm file like a module, which Node does not do without a flag.
  const imports = { "./schema_engine_bg.js": importsOf(engine) };
  const { instance } = await WebAssembly.instantiate(bytes, imports);
  // Where the engine leaves the text of a crash; without it the crash itself crashes.
  (globalThis as { PRISMA_WASM_PANIC_REGISTRY?: unknown }).PRISMA_WASM_PANIC_REGISTRY = { set_message: (message: string) => (lastPanic = message) };
  engine.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  return engine;
}

/** PostgreSQL's numbers of the types "char" (one byte, used by its catalogue) and text. */
const [charType, textType] = [18, 25];

/**
 * A pool whose answers never hold the type "char", which Prisma's adapter refuses; `charColumns` names the columns of
 * the latest answer that had it.
 */
function poolWithoutChar(databaseUrl: string): { pool: pg.Pool; charColumns: () => ReadonlySet<string> } {
  const pool = new pg.Pool({ connectionString: databaseUrl });
  let latest: ReadonlySet<string> = new Set();
  const query = pool.query.bind(pool) as (config: pg.QueryConfig) => Promise<pg.QueryResult>;
  const patched = async (config: pg.QueryConfig) => {
    const result = await query(config);
    const fields = (result.fields ?? []).filter((field) => field.dataTypeID === charType);
    latest = new Set(fields.map((field) => field.name));
    for (const field of fields) field.dataTypeID = textType;
    return result;
  };
  return { pool: Object.assign(pool, { query: patched }), charColumns: () => latest };
}

/**
 * Connects Prisma's adapter and mends two things that only its migration engine meets. It does not know the type "char",
 * in which the catalogue states kinds of constraints and rules of foreign keys. And it cuts a script at every semicolon,
 * which breaks functions and comments and leaves a failing migration half applied: here a script goes to the server in
 * one piece, and so in one transaction. The engine sends one query at a time.
 */
async function connect(databaseUrl: string, disposeAfter: () => Promise<void> = async () => {}): Promise<SqlDriverAdapter> {
  const { pool, charColumns } = poolWithoutChar(databaseUrl);
  const adapter = await new PrismaPg(pool).connect();
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    const columnTypes = result.columnTypes.map((type, i) => (charColumns().has(result.columnNames[i] ?? "") ? ColumnTypeEnum.Character : type));
    return { ...result, columnTypes };
  };
  adapter.executeScript = async (script) => {
    await pool.query({ text: script });
  };
  let disposed: Promise<void> | undefined;
  adapter.dispose = () => (disposed ??= pool.end().then(disposeAfter));
  return adapter;
}

/**
 * An empty database beside `databaseUrl` in which the engine replays migrations. The adapter's own one cannot be used:
 * given an address it "creates" the shadow and then connects to the very database it was to protect.
 */
async function connectToShadow(databaseUrl: string): Promise<SqlDriverAdapter> {
  const name = `shadow_${randomBytes(8).toString("hex")}`;
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  await runSql(databaseUrl, `CREATE DATABASE ${name} TEMPLATE template0`);
  return await connect(url.href, async () => {
    await runSql(databaseUrl, `DROP DATABASE ${name} WITH (FORCE)`);
  });
}

/** The engine disposes of some of its adapters only; `open` collects them all. */
function adapterFactory(databaseUrl: string, open: SqlDriverAdapter[]): SqlMigrationAwareDriverAdapterFactory {
  const remember = async (connecting: Promise<SqlDriverAdapter>) => {
    const adapter = await connecting;
    open.push(adapter);
    return adapter;
  };
  return {
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: () => remember(connect(databaseUrl)),
    connectToShadowDb: () => remember(connectToShadow(databaseUrl)),
  };
}

/**
 * Runs `use` with Prisma's own migration engine on one database. It is the WebAssembly build, which comes from the
 * package registry, so nothing is downloaded from elsewhere.
 * @throws Error with the engine's own text when a step fails.
 */
export async function withSchemaEngine<T>(databaseUrl: string, schema: { path: string; content: string }, use: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  loaded ??= instantiate();
  const { SchemaEngine: Engine } = await loaded;
  const open: SqlDriverAdapter[] = [];
  const adapters = bindMigrationAwareSqlAdapterFactory(adapterFactory(databaseUrl, open));
  const engine = await Engine.new({ datamodels: [[schema.path, schema.content]] }, () => {}, adapters);
  try {
    return await use(engine);
  } catch (error) {
    throw readable(error);
  } finally {
    engine.free();
    await Promise.all(open.map((adapter) => adapter.dispose()));
  }
}

/** The engine throws an Error whose message is JSON in places; its `message` is what a person can read. */
function readable(error: unknown): Error {
  const text = [lastPanic, error instanceof Error ? error.message : String(error)].join("\n").trim();
  const known = /"message"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(text)?.[1];
  return new Error(known ? (JSON.parse(known) as string) : text, { cause: error });
}
