import { createServer, type Server } from "node:http";
import { type Env, env, type EnvFault, exposeAuthUrl, readEnv } from "#lib/env.ts";
import { setDevelopment } from "#lib/http/development.ts";
import { internalRender, internalRenderHeader } from "#lib/http/internal-render.ts";
import { within } from "#lib/http/within.ts";
import { noticeFileRemedy, NoticeFileError, operatorNotice } from "#lib/privacy/operator-notice.ts";
import { configureLog, logEvent } from "#lib/telemetry/log.ts";
import { captureConsole } from "./console.ts";
import { withDirectAnswers } from "./direct.ts";
import { drain, drainLimits, onParentExit, onStopSignal } from "./drain.ts";
import { startInternalRender } from "./internal-render.ts";
import { developmentLimits, listenerLimits } from "./limits.ts";
import { createListener } from "./listener.ts";
import { collectEarly } from "./memory.ts";

// The entry of the process: `node server/main.ts [--dev]`, used by serve, start and dev.

/** A notice that nobody could read is found out now, and not by whoever asks for it. */
function noticeFaults(): EnvFault[] {
  try {
    operatorNotice();
    return [];
  } catch (error) {
    if (!(error instanceof NoticeFileError)) throw error;
    return [{ name: "PRIVACY_NOTICE_FILE", remedy: noticeFileRemedy }];
  }
}

function checkedEnv(): Env {
  const result = readEnv(process.env);
  const faults = result.ok ? noticeFaults() : result.faults;
  if (faults.length === 0) return env();
  for (const { name, remedy } of faults) process.stderr.write(`${name}: ${remedy}\n`);
  return process.exit(1);
}

/** What is counted, and who was seen, is worth no longer wait: in an outage it is lost. */
const flushMilliseconds = 1_000;

/** Loaded only to close them: the application has its own copies of the modules, they share what is on globalThis. */
async function closeDatabase(): Promise<void> {
  const [queue, feed, vault, events, lastSeen, database] = await Promise.all([
    import("#lib/jobs/queue.ts"), import("#lib/db/feed.ts"), import("#lib/token-vault/process-state.ts"), import("#lib/events/pending.ts"), import("#lib/sessions/last-seen.ts"), import("#lib/db/client.ts"),
  ]);
  const flushed = Promise.all([events.flushEvents(), lastSeen.flushLastSeen(database.database())]);
  await Promise.all([queue.stopQueue(), feed.stopFeed(), vault.finishRefreshes(), within(flushMilliseconds, flushed, undefined)]);
  await database.closeDatabase();
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, () => resolve());
  });
}

/**
 * Next behind no server of its own.
 * @param upgrades a server that never listens: Next hangs its websocket handler on it instead of on the public one
 */
async function startNext(dev: boolean, canonical: URL, upgrades: Server) {
  setDevelopment(dev);
  // React and Next choose their build by it when they are loaded, hence the late import.
  // What `next start --experimental-next-config-strip-types` sets: else next.config.ts is read with Next's compiler, which
  // then stays in memory.
  Object.assign(process.env, { NODE_ENV: dev ? "development" : "production", __NEXT_NODE_NATIVE_TS_LOADER_ENABLED: "true" });
  const { default: next } = await import("next");
  const port = Number(canonical.port) || (canonical.protocol === "https:" ? 443 : 80);
  const app = next({ dev, dir: process.cwd(), hostname: canonical.hostname, port, httpServer: upgrades });
  await app.prepare();
  return app;
}

/**
 * Has Next answer once from inside before anybody can come in: only then has instrumentation.ts run, which ends the
 * process when the database belongs to another installation or has no tables.
 */
async function firstAnswer(): Promise<void> {
  const internal = internalRender();
  if (internal) await fetch(`${internal.origin}/api/health/live`, { headers: { [internalRenderHeader]: internal.secret } });
}

async function main(): Promise<void> {
  const dev = process.argv.includes("--dev");
  const { AUTH_URL, AUTH_SECRET, PORT, TRUSTED_PROXY_COUNT, LOG_LEVEL } = checkedEnv();
  configureLog({ level: LOG_LEVEL });
  if (!dev) {
    captureConsole();
    collectEarly();
  }
  exposeAuthUrl();
  const upgrades = createServer();
  const app = await startNext(dev, new URL(AUTH_URL), upgrades);
  const handle = app.getRequestHandler();
  const closeInternalRender = await startInternalRender({ handle, canonicalOrigin: AUTH_URL });
  const listener = createListener({
    handle: withDirectAnswers(handle),
    limits: dev ? developmentLimits : listenerLimits,
    trustedProxyCount: TRUSTED_PROXY_COUNT,
    canonicalOrigin: AUTH_URL,
    doctorSecrets: AUTH_SECRET,
    ...(dev ? { onUpgrade: (request, socket, head) => void upgrades.emit("upgrade", request, socket, head) } : {}),
  });
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    logEvent("process.stopping");
    const finished = await drain(listener, drainLimits, [closeInternalRender, () => app.close(), closeDatabase]);
    logEvent("process.stopped", { finished });
    process.exit(0);
  };
  onStopSignal(() => void stop());
  if (process.env.SIWA_EXIT_WITH_PARENT === "1") onParentExit(() => void stop());
  await firstAnswer();
  await listen(listener.server, PORT);
  logEvent("process.ready", { url: AUTH_URL, pid: process.pid });
  process.stdout.write(`ready ${AUTH_URL}\n`);
}

try {
  await main();
} catch (error) {
  const inUse = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
  const reason = inUse ? "PORT: another program uses this port. Stop it, or set another port." : `The server did not start: ${error instanceof Error ? error.message : String(error)}`;
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
