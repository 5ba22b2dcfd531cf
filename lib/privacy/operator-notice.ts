import { existsSync, readFileSync, statSync } from "node:fs";
import { sha256 } from "../crypto/random.ts";
import { env } from "../env.ts";
import { currentLocale, defaultLocale, type Locale, locales } from "../i18n/locale.ts";
import { type Block, parseOperatorText } from "./operator-text.ts";

/** The operator's own notice in one language, which the first may have beside those of ours. */
export type OperatorText = { locale: string; blocks: readonly Block[] };
export type OperatorNotice = { base: OperatorText; others: ReadonlyMap<string, OperatorText>; hash: string };

/** Why a notice cannot be used; the doctor has words for each, the start one remedy for all. */
export type NoticeFileProblem = "missing" | "unreadable" | "too_large" | "not_text" | "empty";

const mostBytes = 256 * 1_024;

/** What a person is told whose file cannot be used, at the start and by the doctor. */
export const noticeFileRemedy = "Leave it out, or set it to a file of UTF-8 text or simple Markdown that this process can read, 256 KiB at most.";

/** The operator's file cannot be used. Its path and its text stay out of the message. */
export class NoticeFileError extends Error {
  readonly problem: NoticeFileProblem;

  constructor(problem: NoticeFileProblem) {
    super(`PRIVACY_NOTICE_FILE: ${noticeFileRemedy}`);
    this.name = "NoticeFileError";
    this.problem = problem;
  }
}

/** @throws NoticeFileError */
function readText(path: string): string {
  const fail = (problem: NoticeFileProblem): never => {
    throw new NoticeFileError(problem);
  };
  if (!existsSync(path)) fail("missing");
  let bytes: Buffer;
  try {
    const about = statSync(path);
    // What is no file, such as a pipe, has no end.
    if (!about.isFile()) fail("unreadable");
    if (about.size > mostBytes) fail("too_large");
    bytes = readFileSync(path);
  } catch (error) {
    return error instanceof NoticeFileError ? fail(error.problem) : fail("unreadable");
  }
  if (bytes.includes(0)) fail("not_text");
  let text = "";
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    fail("not_text");
  }
  return text.trim() === "" ? fail("empty") : text;
}

const named = /\.([a-z]{2})(\.[^./\\]+)$/;

/** The language that a file's name says, as in `notice.de.md`; English where it says none. */
const languageOf = (path: string): string => named.exec(path)?.[1] ?? defaultLocale;

/** The file of another language beside it: `notice.md` and `notice.de.md`, `notice.de.md` and `notice.fr.md`. */
function pathFor(path: string, locale: Locale): string {
  return path.replace(named, "$2").replace(/(\.[^./\\]+)?$/, (ending) => `.${locale}${ending}`);
}

/**
 * Reads the operator's own notice: the file, and beside it those of other languages.
 * @throws NoticeFileError when one that is there cannot be used, or the first is not there
 */
export function readOperatorNotice(path: string): OperatorNotice {
  const own = languageOf(path);
  const files = [[own, path] as const, ...locales.filter((locale) => locale !== own).map((locale) => [locale, pathFor(path, locale)] as const)];
  const found = files.filter(([, file], index) => index === 0 || existsSync(file)).map(([locale, file]) => ({ locale, source: readText(file) }));
  const texts = new Map(found.map(({ locale, source }) => [locale, { locale, blocks: parseOperatorText(source) }]));
  const [base = { locale: own, blocks: [] }] = texts.values();
  return { base, others: texts, hash: sha256(JSON.stringify(found)) };
}

/** Why a file cannot be the operator's own notice, for the doctor; undefined where it can, or none is named. */
export function noticeProblemOf(path: string | undefined): NoticeFileProblem | undefined {
  try {
    if (path !== undefined) readOperatorNotice(path);
    return undefined;
  } catch (error) {
    if (error instanceof NoticeFileError) return error.problem;
    throw error;
  }
}

// Next bundles a module more than once: it is read once a process, at its start.
const slot = Symbol.for("siwa.operator-notice");
type Holder = { [slot]?: { notice: OperatorNotice | undefined } };

/**
 * The operator's own notice, where PRIVACY_NOTICE_FILE names one; read once.
 * @throws NoticeFileError
 */
export function operatorNotice(): OperatorNotice | undefined {
  const holder = globalThis as Holder;
  const { PRIVACY_NOTICE_FILE } = env();
  holder[slot] ??= { notice: PRIVACY_NOTICE_FILE === undefined ? undefined : readOperatorNotice(PRIVACY_NOTICE_FILE) };
  return holder[slot].notice;
}

/** Its text for whoever is being answered: in their language where there is one, or else the operator's first. */
export function operatorText(): OperatorText | undefined {
  const notice = operatorNotice();
  return notice && (notice.others.get(currentLocale()) ?? notice.base);
}
