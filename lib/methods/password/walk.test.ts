import fc from "fast-check";
import { expect, test } from "vitest";
import { isWalk } from "./walk.ts";

test.each(["qwertyuiop", "mnbvcxzlkjhgfdsapoiuytrewq", "qwertzuiopasdfghjkl", "azertyuiopqsdfghjklm", "1qaz2wsx3edc", "!QAZ2wsx#EDC", "a1s2d3f4g5h6", "abcdefghijk", "987654321", "aaaabbbbcccc", "zzzzzzzz"])("calls %s a walk", (text) => {
  expect(isWalk(text)).toBe(true);
});

test.each(["bramble otter", "sevengreyherons", "h7!kQ2#vB9x$Lm4", "qwerty and bramble", "a", "qw", ""])("calls %j none", (text) => {
  expect(isWalk(text)).toBe(false);
});

test("calls hardly any text of chance a walk", () => {
  const letters = [..."abcdefghijklmnopqrstuvwxyz"];
  const texts = fc.sample(fc.array(fc.constantFrom(...letters), { minLength: 15, maxLength: 15 }), { numRuns: 5_000, seed: 7 });
  expect(texts.filter((text) => isWalk(text.join(""))).length).toBeLessThan(3);
});
