import { randomBytes } from "node:crypto";
import { randomToken, sha256 } from "#lib/crypto/random.ts";

/** A session that is good, whose token is known. */
export type LiveSession = { token: string; id: string; userId: string };

const rowsOfChunk = 10_000;
const day = 86_400_000;

/** One in so many sessions is good. */
const oneLiveIn = 100;

const idOf = (kind: string, n: number) => `${kind}-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
const userId = (n: number) => idOf("00000001", n);

/** Cuts rows into chunks. @param row the text of the n-th one */
function* chunksOf(count: number, row: (n: number) => string): Generator<string> {
  for (let from = 0; from < count; from += rowsOfChunk) {
    const chunk = Array.from({ length: Math.min(rowsOfChunk, count - from) }, (_, index) => row(from + index));
    yield `${chunk.join("\n")}\n`;
  }
}

/** Users with a proved address. Columns: id, name, email, provedEmail. */
export const userRows = (users: number) => chunksOf(users, (n) => `${userId(n)}\tPerson ${n}\tperson${n}@example.test\tperson${n}@example.test`);

/** A linked Amazon account for each user. Columns: id, userId, provider, providerAccountId. */
export const accountRows = (users: number) => chunksOf(users, (n) => `${idOf("00000002", n)}\t${userId(n)}\tamazon\tamzn1.account.${n}`);

/** Hashes of tokens that nobody has: 43 characters of base64url, from one piece of randomness for many. */
function unknownHashes(): () => string {
  const bytesOfOne = 33;
  const many = 3_000;
  let [text, next] = ["", many];
  return () => {
    if (next === many) [text, next] = [randomBytes(bytesOfOne * many).toString("base64url"), 0];
    next += 1;
    return text.slice((next - 1) * 44, next * 44 - 1);
  };
}

/**
 * Sessions, of which all but a few ended between two days and three months ago. Those of a user lie far apart, as they
 * do where people come back. Columns: id, tokenHash, userId, method, authenticatedAt, createdAt, lastSeenAt, expires.
 * @param keep gets the good ones, with their tokens
 */
export function sessionRows(sessions: number, users: number, keep: (session: LiveSession) => void): Generator<string> {
  const hash = unknownHashes();
  const now = Date.now();
  const at = (days: number) => new Date(now + days * day).toISOString();
  const live = `amazon\t${at(-0.5)}\t${at(-0.5)}\t${at(-0.01)}\t${at(60)}`;
  const dead = Array.from({ length: 90 }, (_, n) => `amazon\t${at(-92 - n)}\t${at(-92 - n)}\t${at(-20 - n)}\t${at(-2 - n)}`);
  return chunksOf(sessions, (n) => {
    const [id, user] = [idOf("00000003", n), userId((n * 7_919 + Math.floor(n / users) * 31) % users)];
    if (n % oneLiveIn !== 0) return `${id}\t${hash()}\t${user}\t${dead[n % dead.length]}`;
    const token = randomToken();
    keep({ token, id, userId: user });
    return `${id}\t${sha256(token)}\t${user}\t${live}`;
  });
}
