import { hash, parseOptions, verify } from "@node-rs/argon2";
import { compare } from "@node-rs/bcrypt";
import { randomToken } from "../../crypto/random.ts";
import { createGate, type Gate } from "./gate.ts";

/**
 * What a hash costs today: argon2id over 64 MiB in three passes. A stored hash names its own cost, so these can grow;
 * a weaker one is made anew at the next sign-in.
 * @see OWASP Password Storage Cheat Sheet; RFC 9106 section 4, second choice
 */
export const hashCost = { memoryCost: 65_536, timeCost: 3, parallelism: 1 } as const;

/** Two at once leave half of Node's four workers to everything else. */
const gateSize = { atOnce: 2, mostWaiting: 32 } as const;

// Next bundles a module more than once: one gate and one decoy a process live on globalThis.
const slot = Symbol.for("siwa.password-hashing");
type Shared = { gate: Gate; decoy?: Promise<string> };
function shared(): Shared {
  const holder = globalThis as { [slot]?: Shared };
  holder[slot] ??= { gate: createGate(gateSize) };
  return holder[slot];
}

/**
 * Two ways to type one text are one password: letters with their accents in one piece or in two, and the spaces of
 * every keyboard. Nothing else is alike: to take `ﬁ` for `fi`, as NFKC does, would make passwords easier to guess.
 * @see RFC 8265 section 4.2
 */
const normal = (password: string) => password.replaceAll(/\p{Zs}/gu, " ").normalize("NFC");

/**
 * The hash of a password as a PHC string.
 * @throws AuthError `password_busy`
 */
export async function hashPassword(password: string): Promise<string> {
  return await shared().gate(() => hash(normal(password), hashCost));
}

/** The hash of a password that nobody knows, for addresses that have none. */
async function decoy(): Promise<string> {
  const held = shared();
  held.decoy ??= hash(randomToken(), hashCost);
  return await held.decoy;
}

const bcryptShape = /^\$2[aby]\$(\d\d)\$[./A-Za-z\d]{53}$/;
/** A costlier one would keep a worker busy for seconds. */
const mostBcryptCost = 14;

const costOf = (text: string): number => Number(bcryptShape.exec(text)?.[1] ?? 0);

/** Whether a text is a bcrypt hash that can be brought along. */
export function isBcryptHash(text: string): boolean {
  const cost = costOf(text);
  return cost >= 4 && cost <= mostBcryptCost;
}

function isWeak(stored: string): boolean {
  const { memoryCost, timeCost, parallelism } = parseOptions(stored);
  return memoryCost < hashCost.memoryCost || timeCost < hashCost.timeCost || parallelism < hashCost.parallelism;
}

export type Checked = { right: false } | { right: true; outdated: boolean };

/**
 * Compares a password with a stored hash. The work is the same whatever is stored, nothing included: one argon2id hash,
 * and one bcrypt hash of each cost that imported users still have.
 * @param stored null when there is none
 * @param imported an imported bcrypt hash of each cost, for the work of those who have none of it
 * @throws AuthError `password_busy`
 */
export async function checkPassword(stored: string | null, password: string, imported: readonly string[]): Promise<Checked> {
  const ofBcrypt = stored !== null && isBcryptHash(stored);
  const other = await decoy();
  return await shared().gate(async () => {
    // bcrypt knows what the old shop was sent, which nobody had normalised.
    for (const one of imported) if (!ofBcrypt || costOf(one) !== costOf(stored)) await compare(password, one);
    const bcryptRight = ofBcrypt && (await compare(password, stored));
    const argonRight = await verify(ofBcrypt || stored === null ? other : stored, normal(password));
    if (ofBcrypt) return bcryptRight ? { right: true, outdated: true } : { right: false };
    return stored !== null && argonRight ? { right: true, outdated: isWeak(stored) } : { right: false };
  });
}
