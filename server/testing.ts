import { connect, type AddressInfo, type Socket } from "node:net";
import type { Handle } from "./exchange.ts";
import { listenerLimits, type ListenerLimits } from "./limits.ts";
import { createListener, type Listener, type ListenerOptions } from "./listener.ts";

/** An answer as it came over the wire; header names in lower case, repeated ones joined by a newline. */
export type WireAnswer = { status: number; headers: Record<string, string>; body: string };

export type RunningListener = Listener & { port: number };

/** A listener on a free port, for tests. `limits` are merged over the real ones. */
export async function startListener(handle: Handle, options: Partial<Omit<ListenerOptions, "limits" | "handle">> & { limits?: Partial<ListenerLimits> } = {}): Promise<RunningListener> {
  const listener = createListener({
    trustedProxyCount: 0,
    canonicalOrigin: "https://shop.example",
    ...options,
    handle,
    limits: { ...listenerLimits, lingerMilliseconds: 50, ...options.limits },
  });
  await new Promise<void>((resolve) => listener.server.listen(0, "127.0.0.1", resolve));
  return { ...listener, port: (listener.server.address() as AddressInfo).port };
}

/** Reads one answer, or several on a kept connection, out of raw text. */
export function parseAnswer(text: string): WireAnswer {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const [statusLine = "", ...lines] = head.split("\r\n");
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [name = "", ...value] = line.split(":");
    const key = name.toLowerCase();
    headers[key] = [headers[key], value.join(":").trim()].filter((part) => part !== undefined).join("\n");
  }
  return { status: Number(statusLine.split(" ")[1]), headers, body: rest.join("\r\n\r\n") };
}

/** A raw connection: what to send is up to the test, byte for byte. */
export function openSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket));
    socket.once("error", reject);
  });
}

/** Everything the server sends until it closes; resets count as the end. */
export function readUntilClosed(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    socket.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(text));
  });
}

/** Sends raw text and reads the answer until the server closes; ask for `Connection: close` in the text. */
export async function sendRaw(port: number, text: string): Promise<WireAnswer> {
  const socket = await openSocket(port);
  const answer = readUntilClosed(socket);
  socket.write(text, "latin1");
  return parseAnswer(await answer);
}

/** A request with `Host` and `Connection: close`, the given header lines and body. */
export function request(line: string, headers: string[] = [], body = ""): string {
  return [`${line} HTTP/1.1`, "Host: shop.example", "Connection: close", ...headers, "", body].join("\r\n");
}
