import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { internalRenderHeader, setInternalRender } from "#lib/http/internal-render.ts";
import { closeServer } from "./drain.ts";
import { type Handle, openExchange, runExchange } from "./exchange.ts";
import { setInsideHeaders } from "./forwarding.ts";

/** Cookies up to the listener's whole budget, plus what a refused form sends along. */
const headerBytes = 65_536;
const closeMilliseconds = 2_000;

function hasSecret(request: IncomingMessage, secret: string): boolean {
  const given = Buffer.from(String(request.headers[internalRenderHeader] ?? ""));
  const expected = Buffer.from(secret);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function one(value: string | string[] | undefined): string {
  return Array.isArray(value) ? (value[0] ?? "") : (value ?? "");
}

/**
 * Starts the server through which a route handler renders one of our pages with a status of its own choice
 * (lib/http/page-response.ts): pages cannot set a status, and there is no other way to their HTML. It listens on
 * loopback only, answers GET only, and only who knows the secret of this process. Its requests have passed the
 * listener once, so request id and client address are taken from them.
 * @returns a function that stops it
 */
export async function startInternalRender({ handle, canonicalOrigin }: { handle: Handle; canonicalOrigin: string }): Promise<() => Promise<unknown>> {
  const secret = randomBytes(32).toString("base64url");
  const canonical = new URL(canonicalOrigin);
  const server = createServer({ maxHeaderSize: headerBytes }, (request: IncomingMessage, response: ServerResponse) => {
    if (request.method !== "GET" || !hasSecret(request, secret)) return void response.writeHead(404).end();
    delete request.headers[internalRenderHeader];
    const origin = { requestId: one(request.headers["x-request-id"]), clientAddress: one(request.headers["x-client-address"]), view: false };
    setInsideHeaders(request, origin, canonical);
    void runExchange(request, response, openExchange(request, response, origin, canonical), handle);
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  setInternalRender({ origin: `http://127.0.0.1:${port}`, secret });
  return async () => {
    setInternalRender(undefined);
    await closeServer(server, () => undefined, closeMilliseconds);
  };
}
