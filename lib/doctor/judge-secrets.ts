import { parseVaultKeys } from "../crypto/vault-keys.ts";
import type { Env } from "../env.ts";
import type { Facts, Observation } from "./facts.ts";
import { fail, type Judgement, judged, note, type Problem, warn } from "./finding.ts";
import { inTables } from "./judge-database.ts";
import { agingSecrets, signsOf } from "./observations.ts";

const leastBytes = 32;
const leastBits = 100;
const leastDistinctBytes = 12;
const oldDays = 365;
/** A rotation takes an hour; after a week it was forgotten. */
const rotationDays = 7;
const appleWarningDays = 30;
const dayMilliseconds = 86_400_000;

/** Letters of what people write where a secret belongs. */
const words = /change.?me|example|your.?(auth|secret|key)|secret|passwor[dt]|placeholder|insert.?here|openssl|abcdef|qwerty/i;

/** Shannon's measure of the letters alone: 43 random ones of base64url have about 210 bits, 64 of hexadecimal 245. */
function bitsOf(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => bits - count * Math.log2(count / text.length), 0);
}

/** Whether a secret can be guessed: short, of few letters, one piece again and again, or words (pure). */
export function isWeakSecret(secret: string): boolean {
  return Buffer.byteLength(secret) < leastBytes || bitsOf(secret) < leastBits || /^(.{1,24}?)\1+$/s.test(secret) || words.test(secret);
}

/** Every secret of the installation, by the variable that holds it. */
function allSecrets(env: Env): { name: string; value: string }[] {
  const one = (name: "AUTH_GOOGLE_SECRET" | "AUTH_APPLE_SECRET" | "AUTH_FACEBOOK_SECRET" | "AUTH_OIDC_SECRET" | "METRICS_TOKEN") => (env[name] === undefined ? [] : [{ name, value: env[name] }]);
  return [
    ...env.AUTH_SECRET.map((value) => ({ name: "AUTH_SECRET", value })),
    ...env.VAULT_KEYS.map((entry) => ({ name: "VAULT_KEYS", value: entry.split(":")[1] ?? "" })),
    ...env.AUTH_AMAZON_SECRET.map((value) => ({ name: "AUTH_AMAZON_SECRET", value })),
    ...one("AUTH_GOOGLE_SECRET"),
    ...one("AUTH_APPLE_SECRET"),
    ...one("AUTH_FACEBOOK_SECRET"),
    ...one("AUTH_OIDC_SECRET"),
    ...one("METRICS_TOKEN"),
  ];
}

function reused(env: Env): Problem[] {
  const byValue = Map.groupBy(allSecrets(env), ({ value }) => value);
  return [...byValue.values()].filter((holders) => holders.length > 1).map((holders) => fail("secret_reused", { names: holders.map(({ name }) => name).join(", ") }));
}

/** When Apple's client secret, a JWT, ends; undefined where it is none. Its signature is Apple's business. */
function endOfAppleSecret(secret: string | undefined): number | undefined {
  try {
    const claims = JSON.parse(Buffer.from(secret?.split(".")[1] ?? "", "base64url").toString("utf8")) as { exp?: unknown };
    return typeof claims.exp === "number" ? claims.exp * 1_000 : undefined;
  } catch {
    return undefined;
  }
}

function appleProblem(env: Env): Problem | undefined {
  const end = endOfAppleSecret(env.AUTH_APPLE_SECRET);
  if (end === undefined) return undefined;
  const days = Math.max(0, Math.ceil((end - Date.now()) / dayMilliseconds));
  if (days === 0) return fail("apple_secret_expired", { days });
  return days <= appleWarningDays ? warn("apple_secret_expired", { days }) : undefined;
}

/** Whether a value begins and ends with the quotes that a file had around it. */
export function isQuoted(value: string | undefined): boolean {
  return /^(["'`]).*\1$/s.test(value ?? "");
}

/** Values that a tool passed on with their quotes, where no other rule would notice. */
function quotedValues({ variables }: Facts): Problem[] {
  const names = ["AUTH_SECRET", "AUTH_AMAZON_ID", "AUTH_AMAZON_SECRET", "AUTH_GOOGLE_ID", "AUTH_GOOGLE_SECRET", "AUTH_APPLE_ID", "AUTH_APPLE_SECRET", "AUTH_FACEBOOK_ID", "AUTH_FACEBOOK_SECRET", "AUTH_OIDC_ID", "AUTH_OIDC_SECRET", "SITE_NAME"];
  return names.filter((name) => isQuoted(variables[name])).map((name) => fail("value_in_quotes", { name }));
}

/** Strength of the secrets, and that each is its own. */
export function judgeSecrets(facts: Facts): Judgement {
  const { env, variables } = facts;
  if (!env) return note("environment_first");
  const level = env.APP_ENV === "development" ? warn : fail;
  const weak = env.AUTH_SECRET.filter(isWeakSecret).length;
  const plainKeys = parseVaultKeys(env.VAULT_KEYS).filter(({ key }) => new Set(key).size < leastDistinctBytes);
  return judged([
    ...quotedValues(facts),
    weak > 0 && level("auth_secret_weak", { count: weak }),
    ...plainKeys.map(({ keyId }) => level("vault_key_weak", { kid: keyId })),
    ...reused(env),
    appleProblem(env),
    variables.NODE_TLS_REJECT_UNAUTHORIZED === "0" && env.APP_ENV !== "development" && fail("certificates_unchecked"),
  ]);
}

/** Age of one variable's entries, and whether a rotation was left half-way. */
function agingProblem(name: string, seen: readonly (Observation | undefined)[], now: Date): Problem | undefined {
  const days = (since: Date) => Math.floor((now.getTime() - since.getTime()) / dayMilliseconds);
  const [newest, ...older] = seen;
  if (!newest) return undefined;
  // While it is being rotated, the new one stands last for an hour.
  if (older.some((entry) => entry && entry.firstAt > newest.firstAt && days(entry.firstAt) >= 1)) return warn("rotation_order", { name });
  if (older.length > 0 && days(newest.firstAt) >= rotationDays) return warn("rotation_unfinished", { name, days: days(newest.firstAt) });
  return days(newest.firstAt) > oldDays ? warn("secret_old", { name, days: days(newest.firstAt) }) : undefined;
}

/** Age of the secrets, as far as this database has seen them. */
export function judgeAges(facts: Facts): Judgement {
  return inTables(facts, ({ observations }, { now }, env) => {
    const signs = signsOf(env);
    if (!agingSecrets.some((name) => observations.has(signs[name][0] ?? ""))) return note("not_seen_yet");
    return judged(agingSecrets.map((name) => agingProblem(name, signs[name].map((sign) => observations.get(sign)), now)));
  });
}
