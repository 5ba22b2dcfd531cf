import { z } from "zod";

/** Field shapes that several forms share. */
export const returnToField = z.string().max(4_096).optional();
export const attemptField = z.string().regex(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
/** The id of a row. */
export const idField = attemptField;
/** An address as it was typed; `parseEmailAddress` judges it. */
export const emailField = z.string().max(1_024);
/** A password as it was typed. Longer ones than these are no password of anybody, and are not even parsed. */
export const passwordField = z.string().max(4_096);
/** A name that a person gives something; the rule about its length is the thing's own. */
export const nameField = z.string().max(1_024);
/** Six digits; spaces and a dash, as people copy them from a mail, are dropped. Anything else is a wrong code. */
export const codeField = z.string().max(64).transform((value) => value.replaceAll(/[\s-]/g, ""));
/** The token of a mailed link; its own page says what is wrong with one that is none. */
export const mailTokenField = z.string().max(1_024);
/** What script wrote into a passkey's form; empty when no script did. */
export const passkeyField = z.string().max(16_384);
