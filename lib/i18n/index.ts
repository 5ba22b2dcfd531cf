import { IntlMessageFormat } from "intl-messageformat";
import type { Catalogue } from "./catalogue.ts";
import { de } from "./de/index.ts";
import { en } from "./en/index.ts";
import { operatorWords } from "./en/operator.ts";
import { es } from "./es/index.ts";
import { fr } from "./fr/index.ts";
import { ja } from "./ja/index.ts";
import { currentLocale, defaultLocale, type Locale, perLocale } from "./locale.ts";

type Leaves<T, Prefix extends string = ""> = {
  [K in keyof T & string]: T[K] extends string ? `${Prefix}${K}` : Leaves<T[K], `${Prefix}${K}.`>;
}[keyof T & string];

/** A key of the catalogue, such as `auth.signIn.title`. */
export type MessageKey = Leaves<Catalogue> | Leaves<typeof operatorWords>;
export type MessageValues = Record<string, string | number>;

const catalogues: Readonly<Record<Locale, Catalogue>> = { en, de, fr, es, ja };
const compiled = perLocale(() => new Map<MessageKey, IntlMessageFormat>());

const isOperators = (key: MessageKey) => Object.hasOwn(operatorWords, key.split(".")[0] ?? "");
const wordsFor = (key: MessageKey, locale: Locale): object => (isOperators(key) ? operatorWords : catalogues[locale]);

function lookUp(key: MessageKey, locale: Locale): string {
  const found = key.split(".").reduce<unknown>((node, part) => (node as Record<string, unknown> | undefined)?.[part], wordsFor(key, locale));
  if (typeof found !== "string") throw new Error(`no message ${key}`);
  return found;
}

/**
 * The text of a message in the language of whoever is being answered, with its placeholders filled. The words of an
 * outcome speak of Amazon when nothing is given.
 * @param key dotted path into the catalogue; the compiler refuses unknown ones
 * @param values placeholder values, inserted as text (ICU message syntax)
 */
export function t(key: MessageKey, values?: MessageValues): string {
  const known = compiled();
  let message = known.get(key);
  if (!message) {
    const locale = currentLocale();
    message = new IntlMessageFormat(lookUp(key, locale), isOperators(key) ? defaultLocale : locale, undefined, { ignoreTag: true });
    known.set(key, message);
  }
  return String(message.format(values ?? (key.startsWith("outcomes.") ? { provider: "Amazon" } : undefined)));
}

/** All keys of a language, for the tests that look for missing and unused ones. Those of the operator are English's. */
export function messageKeys(locale: Locale = defaultLocale): MessageKey[] {
  const walk = (node: object, prefix: string): string[] =>
    Object.entries(node).flatMap(([key, value]) => (typeof value === "string" ? [prefix + key] : walk(value as object, `${prefix}${key}.`)));
  return [...walk(catalogues[locale], ""), ...(locale === defaultLocale ? walk(operatorWords, "") : [])] as MessageKey[];
}

/** The keys that every language has. */
export function translatedKeys(): MessageKey[] {
  return messageKeys().filter((key) => !isOperators(key));
}

/** A message as it is written in the catalogue, for the tests that compare languages. */
export function messageText(key: MessageKey, locale: Locale = defaultLocale): string {
  return lookUp(key, locale);
}
