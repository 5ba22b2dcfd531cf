import { afterEach, expect, test } from "vitest";
import { type RunningListener, request, sendRaw, startListener } from "#server/testing.ts";
import { newProbe, pretendedClient, probeHeader, probePath } from "./probe.ts";

/** The one question that the listener itself answers: only whoever knows AUTH_SECRET learns what arrived. */

let running: RunningListener | undefined;
afterEach(() => {
  running?.server.close();
  running?.closeQuietConnections();
});

const secrets = ["n".repeat(40), "o".repeat(40)];
let reached = 0;

async function asked({ secret = secrets[0] ?? "", line = `GET ${probePath}`, headers = [] as string[], trustedProxyCount = 0 } = {}) {
  reached = 0;
  running = await startListener((_, response) => (reached++, response.end("from the application")), { doctorSecrets: secrets, trustedProxyCount });
  const probe = newProbe(secret);
  const answer = await sendRaw(running.port, request(line, [`${probeHeader}: ${probe.headers[probeHeader]}`, ...headers]));
  return { answer, sight: probe.read(answer.body) };
}

test.each(secrets)("whoever knows a secret, the newest or one of before, is told what arrived", async (secret) => {
  const { answer, sight } = await asked({ secret, headers: ["X-Forwarded-Host: shop.example", "X-Forwarded-Proto: https", `X-Forwarded-For: ${pretendedClient}, 198.51.100.7`] });
  expect(sight).toMatchObject({ forwardedHost: "shop.example", forwardedProtocol: "https", hops: 1, believed: false });
  expect([answer.status, answer.headers["cache-control"], answer.headers["set-cookie"], reached]).toEqual([200, "no-store", "__Host-doctor=seen; Path=/; Max-Age=1; HttpOnly; SameSite=Lax; Secure", 0]);
});

test.each([
  ["another secret", { secret: "x".repeat(40) }],
  ["another address", { line: "GET /api/health/ready" }],
  ["another method", { line: "HEAD /api/health/live" }],
])("with %s nobody is told anything: the application answers", async (_what, how) => {
  const { answer, sight } = await asked(how);
  expect([sight, reached, answer.headers["set-cookie"]]).toEqual([undefined, 1, undefined]);
});

test.each([
  ["", "."],
  [".", ""],
  ["x".repeat(5_000), "y"],
  ["%00", "..."],
])("a mark that is none (%#) is as no mark", async (nonce, mark) => {
  running = await startListener((_, response) => response.end("from the application"), { doctorSecrets: secrets });
  expect(await sendRaw(running.port, request(`GET ${probePath}`, [`${probeHeader}: ${nonce}.${mark}`]))).toMatchObject({ status: 200, body: "from the application" });
});

test.each([
  [0, "192.0.2.53", 0, false],
  [1, "192.0.2.53", 0, true],
  [1, "192.0.2.53, 198.51.100.7", 1, false],
  [2, "192.0.2.53, 198.51.100.7", 1, true],
  [1, "198.51.100.7", 1, false],
  [2, "192.0.2.53, 198.51.100.7, 198.51.100.8", 2, false],
])("with %s trusted, %s is seen as %s hops, and the pretended client is believed: %s", async (trustedProxyCount, forwardedFor, hops, believed) => {
  expect((await asked({ trustedProxyCount, headers: [`X-Forwarded-For: ${forwardedFor}`] })).sight).toMatchObject({ hops, believed });
});

test("an answer by somebody who does not know the secret is not believed", () => {
  const probe = newProbe(secrets[0] ?? "");
  const sight = { forwardedHost: null, forwardedProtocol: null, hops: 0, believed: false, uptimeSeconds: 1 };
  for (const body of ["", "null", "{}", JSON.stringify({ proof: "x", sight }), JSON.stringify({ proof: probe.headers[probeHeader], sight })]) expect(probe.read(body)).toBeUndefined();
});
