import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { repository } from "#scripts/bootstrap/paths.mjs";
import { doctorProblems } from "../i18n/en/doctor-problems.ts";

test("docs/operating.md lists every code of the doctor, and none that there is not", () => {
  const page = readFileSync(`${repository}/docs/operating.md`, "utf8");
  const rows = /\| Code \| Level \|([^]*?)\n\n/.exec(page)?.[1] ?? "";
  const listed = [...rows.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = ""]) => [...cell.matchAll(/`([a-z_]+)`/g)].map(([, code]) => code));
  expect(listed.toSorted()).toEqual(Object.keys(doctorProblems).toSorted());
});
