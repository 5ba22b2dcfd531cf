import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary as common } from "@zxcvbn-ts/language-common";
import { dictionary as english } from "@zxcvbn-ts/language-en";
import type { EmailAddress } from "../../accounts/email-address.ts";
import { isOverlong, passwordLength } from "./length.ts";
import { commonPhrases } from "./phrases.ts";
import { isWalk } from "./walk.ts";

export type PasswordProblem = "password_missing" | "password_too_short" | "password_too_long" | "password_too_easy";

/** From 0, guessed at once, to 4. */
export type PasswordScore = 0 | 1 | 2 | 3 | 4;
const lowestScore = 3;

/**
 * The estimate is made on the event loop, and its time grows fast with length and with digits that stand for letters:
 * more of either than this took seconds. What stands behind only makes a password longer.
 */
const assessed = { maxLength: 40, l33tMaxSubstitutions: 4 } as const;

// Next bundles a module more than once: the word lists of one process live on globalThis.
const slot = Symbol.for("siwa.password-policy");
function estimator(): ZxcvbnFactory {
  const holder = globalThis as { [slot]?: ZxcvbnFactory };
  holder[slot] ??= new ZxcvbnFactory({ dictionary: { ...common, ...english, phrases: [...commonPhrases] }, graphs: adjacencyGraphs, ...assessed });
  return holder[slot];
}

/** Words that whoever guesses would try first for this address here. */
export function contextWords(email: Pick<EmailAddress, "canonical">, siteName: string): string[] {
  const [local = "", domain = ""] = email.canonical.split("@");
  const words = [email.canonical, local, domain, siteName, ...local.split(/[._+-]/), ...domain.split("."), ...siteName.split(/\s+/)];
  return [...new Set(words.map((word) => word.toLowerCase()))].filter((word) => word.length >= 4).toSorted((one, other) => other.length - one.length);
}

/** What stands between words and makes them no harder to guess. */
const separators = /[\s\p{Pd}_.,'’]+/gu;

/** Digits and marks around a word that whoever guesses has tried soon: fewer than so many, a year being one. */
const fewestPadding = 7;

/** Whether somebody who has lists of words guesses these letters at once: nothing in them is chance. */
function isCommonWord(letters: string, context: readonly string[]): boolean {
  if (letters === "") return true;
  const { score, sequence } = estimator().check(letters, [...context]);
  return score <= 1 && sequence.every(({ pattern }) => pattern !== "bruteforce");
}

/**
 * Whether a text is one word, or a few that many people choose, in whatever capitals and with some digits and marks
 * around. Whoever guesses tries such words in all their ways, so the estimate for the whole promises too much.
 */
function isDisguised(text: string, context: readonly string[]): boolean {
  const plain = text.toLowerCase().replaceAll("@", "a").replaceAll("$", "s");
  const padding = plain.replaceAll(/\p{L}+/gu, "").replaceAll(/(?:19|20)\d\d/g, "y");
  return [...padding].length < fewestPadding && isCommonWord(plain.replaceAll(/\P{L}/gu, ""), context);
}

/**
 * How hard a password is to guess for somebody who knows the context. Words of the context and what separates words count
 * for nothing, and neither does a walk over the keyboard.
 */
export function passwordScore(password: string, context: readonly string[]): PasswordScore {
  const text = password.normalize("NFC");
  const rest = context.reduce((left, word) => left.replaceAll(word, ""), text.toLowerCase());
  const candidate = (rest === text.toLowerCase() ? text : rest).replaceAll(separators, "");
  if (candidate === "" || isWalk(candidate)) return 0;
  const { score } = estimator().check(candidate, [...context]);
  return score >= lowestScore && isDisguised(candidate, context) ? 2 : score;
}

export type RefusedPassword = { outcome: PasswordProblem; score?: PasswordScore };

/**
 * What is wrong with a password that somebody wants to have (pure): its length in characters as people count them, and
 * how easily it is guessed. Nothing else.
 * @param context see `contextWords`
 * @returns undefined for a good one
 */
export function passwordProblem(password: string, context: readonly string[]): RefusedPassword | undefined {
  if (password === "") return { outcome: "password_missing" };
  if (isOverlong(password)) return { outcome: "password_too_long" };
  const characters = [...password.normalize("NFC")].length;
  if (characters < passwordLength.fewestCharacters) return { outcome: "password_too_short" };
  if (characters > passwordLength.mostCharacters) return { outcome: "password_too_long" };
  const score = passwordScore(password, context);
  return score < lowestScore ? { outcome: "password_too_easy", score } : undefined;
}
