import { expect, test } from "vitest";
import { readFindings } from "./finding.ts";

const finding = { code: "clientSecret", level: "ok", text: "Fine.", remedy: "" };

test("findings that were handed on are read as they were, and anything else is none", () => {
  expect(readFindings(JSON.stringify([finding]))).toEqual([finding]);
  expect(readFindings("[]")).toEqual([]);
  for (const json of [undefined, "", "{", "null", JSON.stringify(finding), JSON.stringify([{ ...finding, level: "grave" }]), JSON.stringify([{ ...finding, text: 1 }])]) expect(readFindings(json)).toBeUndefined();
});
