import { expect, test } from "vitest";
import { inLocale } from "../../i18n/locale.ts";
import { escaped, personText } from "./html-text.ts";
import { Moment } from "./snapshot.ts";
import { valueInWords } from "./write-html.ts";

const english = async (value: Parameters<typeof valueInWords>[0]) => await inLocale("en", async () => valueInWords(value));

test.each(["2026-99-99T00:00:00Z", "2020-01-02T03:04:05Z", "2020-01-02T03:04:05.123456Z", "infinity"])("a text that looks like a time stays as it was written: %s", async (text) => {
  expect(await english(text)).toBe(`<bdi>${text}</bdi>`);
  expect(await english({ at: text })).toBe(`<bdi>${escaped(JSON.stringify({ at: text }))}</bdi>`);
});

test("a time of the database is told in words, with all its digits for machines", async () => {
  const at = new Moment("2020-01-02T03:04:05.123456Z");
  expect(await english(at)).toBe(`<time datetime="2020-01-02T03:04:05.123456Z">January 2, 2020 at 03:04 UTC</time>`);
  expect(JSON.stringify({ at })).toBe(`{"at":"2020-01-02T03:04:05.123456Z"}`);
});

test.each(["infinity", "-infinity", "0044-03-15T00:00:00+00 BC"])("a time that no calendar of ours has is shown as the database says it: %s", async (text) => {
  expect(await english(new Moment(text))).toContain(text);
});

test.each([..."=+-@＝＋－＠﹦﹢﹣﹫−"])("a text that begins with %s is no formula, also after a space", (sign) => {
  for (const text of [`${sign}1+1`, ` ${sign}1+1`, `　${sign}1+1`]) expect(personText(text)).toBe(`<bdi>&#39;${text}</bdi>`);
  expect(personText(`1${sign}1`)).toBe(`<bdi>1${sign}1</bdi>`);
});
