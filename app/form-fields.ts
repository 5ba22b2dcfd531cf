import { z } from "zod";

/** Field shapes that several forms share. */
export const returnToField = z.string().max(4_096).optional();
export const attemptField = z.string().regex(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
/** An address as it was typed; `parseEmailAddress` judges it. */
export const emailField = z.string().max(1_024);
/** A password as it was typed. Longer ones than these are no password of anybody, and are not even parsed. */
export const passwordField = z.string().max(4_096);
/** Six digits; spaces and a dash, as people copy them from a mail, are dropped. Anything else is a wrong code. */
export const codeField = z.string().max(64).transform((value) => value.replaceAll(/[\s-]/g, ""));
/** The token of a mailed link; its own page says what is wrong with one that is none. */
export const mailTokenField = z.string().max(1_024);
