import { parseEmailAddress } from "../accounts/email-address.ts";
import { referencePattern } from "../crypto/random.ts";

/** The form on the help page, as it was typed. */
export type ContactForm = { email: string; reference: string; message: string };
export type ContactField = keyof ContactForm;

/** What is sent on: an address to answer to, the reference where there is one, and the message. */
export type Contact = { email: string; reference: string | null; message: string };

/** The longest message, in characters: some pages of text. */
export const mostMessageCharacters = 4_000;

/** A reference as people copy it: in small letters, with spaces or another dash. */
function readReference(value: string): string | null | undefined {
  const letters = value.toUpperCase().replaceAll(/[\s\u2010-\u2015-]/g, "");
  if (letters === "") return null;
  const reference = `${letters.slice(0, 5)}-${letters.slice(5)}`;
  return referencePattern.test(reference) ? reference : undefined;
}

/** Several lines of a stranger's text: control and direction characters are gone, line breaks stay. */
function readMessage(value: string): string {
  return value
    .toWellFormed()
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(/(?!\n)[\p{Cc}\p{Bidi_Control}\ufeff]/gu, " ")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
}

/**
 * Judges the form (pure).
 * @returns the fields that have to be mended, in the order of the page, or what can be sent on
 */
export function readContact(form: ContactForm): { ok: true; contact: Contact } | { ok: false; problems: ContactField[] } {
  const email = parseEmailAddress(form.email)?.address;
  const reference = readReference(form.reference);
  const message = readMessage(form.message);
  const goodMessage = message.length > 0 && message.length <= mostMessageCharacters;
  if (email !== undefined && reference !== undefined && goodMessage) return { ok: true, contact: { email, reference, message } };
  const wrong: Record<ContactField, boolean> = { email: email === undefined, reference: reference === undefined, message: !goodMessage };
  return { ok: false, problems: (["email", "reference", "message"] as const).filter((field) => wrong[field]) };
}
