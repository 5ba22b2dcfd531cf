import { createHmac, hash, randomBytes, randomInt, randomUUID, timingSafeEqual } from "node:crypto";

/** A secret of 256 random bits as 43 characters of base64url. */
export function randomToken(): string {
  return randomBytes(32).toString("base64url");
}

let lastMilliseconds = 0;
let countWithin = 0;

/**
 * An id that sorts by the time at which it was made, also among those of one millisecond of this process.
 * @see RFC 9562 section 5.7 (UUID version 7) and 6.2 (method 1: a counter of 12 bits)
 */
export function timeOrderedId(milliseconds: number = Date.now()): string {
  countWithin = milliseconds > lastMilliseconds ? 0 : countWithin + 1;
  // A clock that was set back, or 4,096 ids in a millisecond: the time goes on from the last one.
  lastMilliseconds = Math.max(milliseconds, lastMilliseconds) + (countWithin > 0xfff ? 1 : 0);
  countWithin &= 0xfff;
  const time = lastMilliseconds.toString(16).padStart(12, "0");
  // The variant and the 62 random bits behind it are where any version has them; Node draws those of many at once.
  return `${time.slice(0, 8)}-${time.slice(8)}-${(0x7000 | countWithin).toString(16)}${randomUUID().slice(18)}`;
}

/** SHA-256 in base64url: enough for secrets of 256 random bits, which cannot be guessed. */
export function sha256(value: string): string {
  return hash("sha256", value, "base64url");
}

/** HMAC-SHA-256 in base64url: for values that could be guessed, such as codes and addresses. */
export function keyedHash(key: string, ...parts: string[]): string {
  return createHmac("sha256", key).update(JSON.stringify(parts)).digest("base64url");
}

/** Compares two hashes without telling by the time it takes where they differ. */
export function sameHash(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Six random digits. */
export function randomDigits(): string {
  return String(randomInt(1_000_000)).padStart(6, "0");
}

// Without 0, 1, I, L, O and U: a reference is read out on the telephone.
const alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A reference number for people, such as `7KQF2-M9XTB` (49 random bits). */
export function randomReference(): string {
  const characters = Array.from({ length: 10 }, () => alphabet[randomInt(alphabet.length)]).join("");
  return `${characters.slice(0, 5)}-${characters.slice(5)}`;
}

/** The shape of a reference, to check one that comes back in a query. */
export const referencePattern = /^[2-9A-HJKMNP-TV-Z]{5}-[2-9A-HJKMNP-TV-Z]{5}$/;
