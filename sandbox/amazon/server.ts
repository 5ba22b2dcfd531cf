import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { answerUnderFault } from "./bend.ts";
import type { SandboxClient } from "./clients.ts";
import { defaultClient, sandboxPort } from "./defaults.ts";
import { deliver, send } from "./deliver.ts";
import { bodyTooLargeAnswer, jsonAnswer, readCall } from "./http.ts";
import type { Call } from "./http.ts";
import type { CallEntry, Ledger } from "./ledger.ts";
import type { PersonaList } from "./personas.ts";
import { routeFor } from "./router.ts";
import { createSandbox } from "./sandbox.ts";
import type { Sandbox } from "./sandbox.ts";
import type { Region } from "./settings.ts";

export type SandboxOptions = {
  /** 4400 by default; 0 takes any free port. */
  port?: number;
  /** 127.0.0.1 by default. */
  host?: string;
  /** The development client by default. */
  clients?: SandboxClient[];
  /** North America by default. */
  region?: Region;
  /** Epoch milliseconds; a test hands in its own clock. */
  now?: () => number;
};

export type RunningSandbox = {
  /** Such as `http://127.0.0.1:4400`. */
  url: string;
  ledger: Ledger;
  personas: PersonaList;
  faults: Sandbox["faults"];
  clients: Sandbox["clients"];
  settings: Sandbox["settings"];
  /** Ends every connection, also those that hang by a fault, and stops listening. */
  close: () => Promise<void>;
};

const recordedHeaders = ["authorization", "x-amz-access-token", "content-type", "user-agent"];

/**
 * Starts a stand-in for Login with Amazon.
 *
 * @throws {Error} with code EADDRINUSE when the port is taken
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const { port = sandboxPort, host = "127.0.0.1", region = "na", now = Date.now } = options;
  const sandbox = createSandbox(options.clients ?? [defaultClient], now, region);
  const closing = new AbortController();
  const server = createServer((request, response) => {
    serve(sandbox, request, response, closing.signal).catch((error: unknown) => fail(response, error));
  });
  await listen(server, port, host);
  const { ledger, personas, faults, clients, settings } = sandbox;
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`;
  const close = () => {
    closing.abort();
    return closeServer(server);
  };
  return { url, ledger, personas, faults, clients, settings, close };
}

async function serve(sandbox: Sandbox, request: IncomingMessage, response: ServerResponse, closing: AbortSignal) {
  // Whoever compares clocks sees the one that codes and tokens live by.
  response.setHeader("date", new Date(sandbox.now()).toUTCString());
  const call = await readCall(request);
  if (!call) return send(response, bodyTooLargeAnswer());
  const route = routeFor(call);
  const userId = route.endpoint?.userOf(sandbox, call);
  const entry = route.endpoint && sandbox.ledger.recordCall(ledgerFields(call, userId));
  const fault = route.endpoint && sandbox.faults.take(route.endpoint.name, userId);
  if (fault?.delayMilliseconds) await wait(fault.delayMilliseconds, undefined, { signal: closing });
  if (fault?.reset) return void request.socket.resetAndDestroy();
  if (fault?.hang) return;
  const answer = answerUnderFault(sandbox, call, fault, () => route.answer(sandbox, call, fault));
  if (fault?.loseAnswer) return void request.socket.resetAndDestroy();
  if (entry) sandbox.ledger.recordAnswer(entry, answer.status);
  await deliver(response, answer, fault, closing);
}

function fail(response: ServerResponse, error: unknown): void {
  // Only a connection that ended, or a server that is closing, ends here without being our own mistake.
  if (response.destroyed || (error instanceof Error && error.name === "AbortError")) return void response.destroy();
  process.stderr.write(`sandbox amazon: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  if (response.headersSent) return void response.destroy();
  send(response, jsonAnswer(500, { error_description: "The sandbox made a mistake", error: "ServerError" }));
}

function ledgerFields(call: Call, userId: string | undefined): Omit<CallEntry, "at" | "status"> {
  const all = new URLSearchParams([...call.query, ...new URLSearchParams(call.body)]);
  const headers = recordedHeaders.flatMap((name) => {
    const value = call.header(name);
    return value === undefined ? [] : [[name, value]];
  });
  return {
    method: call.method,
    path: call.path,
    parameters: Object.fromEntries([...new Set(all.keys())].map((name) => [name, all.getAll(name).join("\n")])),
    headers: Object.fromEntries(headers) as Record<string, string>,
    ...(userId === undefined ? {} : { userId }),
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
