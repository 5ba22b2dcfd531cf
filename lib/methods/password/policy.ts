import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary as common } from "@zxcvbn-ts/language-common";
import { dictionary as english } from "@zxcvbn-ts/language-en";
import type { EmailAddress } from "../../accounts/email-address.ts";
import { isOverlong, passwordLength } from "./length.ts";

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
  holder[slot] ??= new ZxcvbnFactory({ dictionary: { ...common, ...english }, graphs: adjacencyGraphs, ...assessed });
  return holder[slot];
}

/** Words that whoever guesses would try first for this address here. */
export function contextWords(email: Pick<EmailAddress, "canonical">, siteName: string): string[] {
  const [local = "", domain = ""] = email.canonical.split("@");
  const words = [email.canonical, local, domain, siteName, ...local.split(/[._+-]/), ...domain.split("."), ...siteName.split(/\s+/)];
  return [...new Set(words.map((word) => word.toLowerCase()))].filter((word) => word.length >= 4).toSorted((one, other) => other.length - one.length);
}

/** How hard a password is to guess for somebody who knows the context. Spaces and words of the context count for nothing. */
export function passwordScore(password: string, context: readonly string[]): PasswordScore {
  const text = password.normalize("NFC");
  const rest = context.reduce((left, word) => left.replaceAll(word, ""), text.toLowerCase());
  const candidate = (rest === text.toLowerCase() ? text : rest).replaceAll(/\s+/g, "");
  return candidate === "" ? 0 : estimator().check(candidate, [...context]).score;
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
