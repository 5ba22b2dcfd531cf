import { IntlMessageFormat } from "intl-messageformat";
import { account } from "./en/account.ts";
import { auth } from "./en/auth.ts";
import { common } from "./en/common.ts";
import { emailAddress } from "./en/email-address.ts";
import { linking } from "./en/linking.ts";
import { mail } from "./en/mail.ts";
import { merge } from "./en/merge.ts";
import { methods } from "./en/methods.ts";
import { notices } from "./en/notices.ts";
import { outcomes } from "./en/outcomes.ts";
import { pages } from "./en/pages.ts";
import { passkey } from "./en/passkey.ts";
import { password } from "./en/password.ts";
import { shop } from "./en/shop.ts";
import { sessions } from "./en/sessions.ts";
import { stepUp } from "./en/step-up.ts";

/** Every word on pages and in mails, in English. Another language is another object of this shape. */
const catalogue = { account, auth, common, emailAddress, linking, mail, merge, methods, notices, outcomes, pages, passkey, password, sessions, shop, stepUp } as const;

type Leaves<T, Prefix extends string = ""> = {
  [K in keyof T & string]: T[K] extends string ? `${Prefix}${K}` : Leaves<T[K], `${Prefix}${K}.`>;
}[keyof T & string];

/** A key of the catalogue, such as `auth.signIn.title`. */
export type MessageKey = Leaves<typeof catalogue>;
export type MessageValues = Record<string, string | number>;

export const locale = "en";
const compiled = new Map<MessageKey, IntlMessageFormat>();

function lookUp(key: MessageKey): string {
  const found = key.split(".").reduce<unknown>((node, part) => (node as Record<string, unknown> | undefined)?.[part], catalogue);
  if (typeof found !== "string") throw new Error(`no message ${key}`);
  return found;
}

/**
 * The text of a message, with its placeholders filled. The words of an outcome speak of Amazon when nothing is given.
 * @param key dotted path into the catalogue; the compiler refuses unknown ones
 * @param values placeholder values, inserted as text (ICU message syntax)
 */
export function t(key: MessageKey, values?: MessageValues): string {
  let message = compiled.get(key);
  if (!message) {
    message = new IntlMessageFormat(lookUp(key), locale, undefined, { ignoreTag: true });
    compiled.set(key, message);
  }
  return String(message.format(values ?? (key.startsWith("outcomes.") ? { provider: "Amazon" } : undefined)));
}

/** All keys, for the tests that look for missing and unused ones. */
export function messageKeys(): MessageKey[] {
  const walk = (node: object, prefix: string): string[] =>
    Object.entries(node).flatMap(([key, value]) => (typeof value === "string" ? [prefix + key] : walk(value as object, `${prefix}${key}.`)));
  return walk(catalogue, "") as MessageKey[];
}
