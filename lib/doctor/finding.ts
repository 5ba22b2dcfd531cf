import { z } from "zod";
import type { doctor } from "../i18n/en/doctor.ts";
import { type MessageValues, t } from "../i18n/index.ts";

/** How bad it is. `note`: it could not be asked, and why. `warn` is worth knowing, `fail` has to be mended. */
export type Level = "ok" | "note" | "warn" | "fail";

/** One line of the report. `remedy` is empty where there is nothing to do; no value of a secret is in either. */
export type Finding = { code: string; level: Level; text: string; remedy: string };

const findingSchema = z.object({ code: z.string(), level: z.enum(["ok", "note", "warn", "fail"]), text: z.string(), remedy: z.string() });

/** Findings that were handed on as JSON; undefined where there are none, or what came is something else. */
export function readFindings(json: string | undefined): Finding[] | undefined {
  if (json === undefined) return undefined;
  try {
    return z.array(findingSchema).safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}

/** The stable shape of `npm run doctor -- --json`. */
export type Report = { ok: boolean; findings: Finding[] };

export type ProblemCode = keyof typeof doctor.problems;
export type NoteCode = keyof typeof doctor.notes;
/** What the doctor looks at. Where all is well, the topic is the code of the finding. */
export type Topic = keyof typeof doctor.good;

export type Problem = { code: ProblemCode; level: "warn" | "fail"; values: MessageValues };
/** Nothing wrong (with what its words name), a reason why nobody asked, or what is wrong. */
export type Judgement = { good: MessageValues } | { note: NoteCode } | { problems: Problem[] };

export function fail(code: ProblemCode, values: MessageValues = {}): Problem {
  return { code, level: "fail", values };
}

export function warn(code: ProblemCode, values: MessageValues = {}): Problem {
  return { code, level: "warn", values };
}

export function note(code: NoteCode): Judgement {
  return { note: code };
}

/** The judgement on a list of problems, which may be empty. */
export function judged(problems: readonly (Problem | false | undefined)[], good: MessageValues = {}): Judgement {
  const found = problems.filter((problem) => problem !== false && problem !== undefined);
  return found.length > 0 ? { problems: found } : { good };
}

/** What is printed and shown of a judgement. */
export function findingsOf(topic: Topic, judgement: Judgement): Finding[] {
  if ("good" in judgement) return [{ code: topic, level: "ok", text: t(`doctor.good.${topic}`, judgement.good), remedy: "" }];
  if ("note" in judgement) return [{ code: topic, level: "note", text: t(`doctor.notes.${judgement.note}`), remedy: "" }];
  return judgement.problems.map(({ code, level, values }) => ({ code, level, text: t(`doctor.problems.${code}.text`, values), remedy: t(`doctor.problems.${code}.remedy`, values) }));
}
