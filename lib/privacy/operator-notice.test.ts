import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { noticeFileRemedy, noticeProblemOf, readOperatorNotice } from "./operator-notice.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "siwa-notice-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string | Buffer): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const languages = (path: string) => {
  const { base, others } = readOperatorNotice(path);
  return [base.locale, [...others.keys()].toSorted()];
};

test("reads the file, and those of other languages beside it", () => {
  const path = write("notice.md", "# Ours");
  write("notice.de.md", "# Unseres");
  write("notice.xx.md", "# ?");
  expect(languages(path)).toEqual(["en", ["de", "en"]]);
});

test("a shop without English begins with its own language, and still finds the others", () => {
  const path = write("notice.de.txt", "Unseres");
  write("notice.fr.txt", "Le nôtre");
  expect(languages(path)).toEqual(["de", ["de", "fr"]]);
});

test("a first file in a language that we have no words for is marked as what it is", () => {
  const path = write("notice.it.md", "# Nostro");
  write("notice.de.md", "# Unseres");
  expect(languages(path)).toEqual(["it", ["de", "it"]]);
});

test("another text in any of its languages is another hash, and the same text the same", () => {
  const path = write("notice.md", "# Ours");
  const first = readOperatorNotice(path).hash;
  expect(readOperatorNotice(path).hash).toBe(first);
  write("notice.fr.md", "# Le nôtre");
  expect(readOperatorNotice(path).hash).not.toBe(first);
});

test.each([
  ["missing", () => join(folder, "none.md")],
  ["unreadable", () => { mkdirSync(join(folder, "folder.md")); return join(folder, "folder.md"); }],
  ["too_large", () => write("large.md", Buffer.alloc(10 * 1_024 * 1_024, "x"))],
  ["not_text", () => write("picture.md", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]))],
  ["not_text", () => write("zero.md", "a\u0000b")],
  ["empty", () => write("empty.md", " \n\n")],
] as const)("refuses a file that is %s, in one line that names neither path nor content", (problem, make) => {
  const path = make();
  expect(() => readOperatorNotice(path)).toThrow(`PRIVACY_NOTICE_FILE: ${noticeFileRemedy}`);
  expect(noticeProblemOf(path)).toBe(problem);
});

test("a bad file of another language is refused, too", () => {
  const path = write("notice.md", "# Ours");
  write("notice.ja.md", Buffer.from([0xff, 0xfe]));
  expect(noticeProblemOf(path)).toBe("not_text");
});

test("no file at all is no problem", () => {
  expect(noticeProblemOf(undefined)).toBeUndefined();
});
