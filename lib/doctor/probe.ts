import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import { keyedHash, randomToken, sameHash } from "../crypto/random.ts";
import { hostCookieName, serializeCookie, setCookie } from "../http/cookies.ts";

/**
 * How the doctor learns what of a request arrives at the site, behind whatever stands in front: it asks an address that
 * every site has, with a mark that only who knows AUTH_SECRET can make, and the listener says what it saw.
 */
export const probePath = "/api/health/live";
export const probeHeader = "x-doctor";

/** What the doctor pretends to be forwarded for: an address that nobody has (RFC 5737). */
export const pretendedClient = "192.0.2.53";

/** What the listener saw of the doctor's request. */
export type ProbeSight = z.output<typeof sightSchema>;

const text = z.string().max(255).nullable();
const sightSchema = z.object({
  /** What the hops in front say of host and protocol. */
  forwardedHost: text,
  forwardedProtocol: text,
  /** How many hops said whom they forward for. */
  hops: z.number().int().min(0),
  /** Whether the site took what the doctor pretended for the client's address. */
  believed: z.boolean(),
  /** For how long this process has been running. */
  uptimeSeconds: z.number(),
});
const answerSchema = z.object({ proof: z.string(), sight: sightSchema });

const markOf = (secret: string, nonce: string) => keyedHash(secret, "doctor asks", nonce);
const proofOf = (secret: string, nonce: string) => keyedHash(secret, "doctor is answered", nonce);

/** The headers of the doctor's request, and how to tell that whoever answers has the same secret. */
export function newProbe(secret: string): { headers: Record<string, string>; read: (body: string) => ProbeSight | undefined } {
  const nonce = randomToken();
  return {
    headers: { [probeHeader]: `${nonce}.${markOf(secret, nonce)}`, "x-forwarded-for": pretendedClient },
    read: (body) => {
      try {
        const { proof, sight } = answerSchema.parse(JSON.parse(body));
        return sameHash(proof, proofOf(secret, nonce)) ? sight : undefined;
      } catch {
        return undefined;
      }
    },
  };
}

function sightOf(headers: IncomingHttpHeaders, clientAddress: string): ProbeSight {
  const forwardedFor = String(headers["x-forwarded-for"] ?? "").split(",").map((part) => part.trim()).filter((part) => part !== "");
  // A proxy adds to what it was sent, or replaces it.
  const pretended = forwardedFor.indexOf(pretendedClient);
  const short = (name: string) => (headers[name] === undefined ? null : String(headers[name]).slice(0, 255));
  return {
    forwardedHost: short("x-forwarded-host"),
    forwardedProtocol: short("x-forwarded-proto"),
    hops: forwardedFor.length - 1 - pretended,
    believed: clientAddress === pretendedClient,
    uptimeSeconds: Math.round(process.uptime()),
  };
}

/** The name of a cookie that is made like that of a session, for the doctor to look at. */
export const probeCookieName = (secure: boolean): string => hostCookieName("doctor", secure);

/**
 * What the listener answers the doctor; null for every other request.
 * @param headers as they arrived
 * @param clientAddress what the listener made of them
 */
export function probeAnswer(request: { method: string | undefined; path: string; headers: IncomingHttpHeaders }, { clientAddress, secrets, secure }: { clientAddress: string; secrets: readonly string[]; secure: boolean }): { body: string; cookie: string } | null {
  const mark = request.headers[probeHeader];
  if (typeof mark !== "string" || request.method !== "GET" || request.path !== probePath) return null;
  const [nonce = "", sent = ""] = mark.split(".");
  const secret = secrets.find((candidate) => sameHash(sent, markOf(candidate, nonce)));
  if (secret === undefined) return null;
  const cookie = serializeCookie(setCookie(probeCookieName(secure), "seen", { maxAgeSeconds: 1, secure }));
  return { body: JSON.stringify({ proof: proofOf(secret, nonce), sight: sightOf(request.headers, clientAddress) }), cookie };
}
