import { expect, test } from "vitest";
import { linesOf } from "./lines.ts";

async function collect(...chunks: string[]) {
  const lines = [];
  for await (const line of linesOf((async function* () { yield* chunks; })())) lines.push(line);
  return lines;
}

test("joins what chunks tear apart, counts from one, and leaves empty lines out", async () => {
  expect(await collect('{"a":', "1}\r\n\n", "  {}", "\n{}")).toEqual([{ number: 1, text: '{"a":1}' }, { number: 3, text: "{}" }, { number: 4, text: "{}" }]);
});

test("takes the mark that some editors put first for no part of the text", async () => {
  expect(await collect("\uFEFF{}\n")).toEqual([{ number: 1, text: "{}" }]);
});

test("keeps nothing of a line that is too long, wherever its end comes, and goes on after it", async () => {
  const long = "x".repeat(40_000);
  expect(await collect(long, long, long, "x\n{}\n", `${"y".repeat(70_000)}\n{}\n`, long, long)).toEqual([
    { number: 1, tooLong: true },
    { number: 2, text: "{}" },
    { number: 3, tooLong: true },
    { number: 4, text: "{}" },
    { number: 5, tooLong: true },
  ]);
});

test("finds nothing in an empty file", async () => {
  expect(await collect()).toEqual([]);
  expect(await collect("\n\n")).toEqual([]);
});
