import type { Finding, Report } from "#lib/doctor/finding.ts";
import { t } from "#lib/i18n/index.ts";

const codeWidth = 24;
const indent = " ".repeat(6);

function lineOf({ level, code, text, remedy }: Finding): string {
  const head = `${level.padEnd(5)} ${code.padEnd(codeWidth)} ${text}`;
  return remedy === "" ? head : `${head}\n${indent}${t("doctor.remedy")}: ${remedy.replaceAll("\n", `\n${indent}`)}`;
}

/** The report for a terminal, one finding a line, and what it comes to. */
export function linesOf({ findings }: Report): string[] {
  const count = (wanted: Finding["level"]) => findings.filter(({ level }) => level === wanted).length;
  return [...findings.map(lineOf), "", t("doctor.summary", { fails: count("fail"), warns: count("warn") })];
}
