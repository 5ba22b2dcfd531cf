import { expect, test } from "vitest";
import { benchOptions } from "./options.ts";

test("everything is measured but the large database, the breaker and the soak, unless they are asked for", () => {
  expect([...benchOptions([]).only]).toEqual(["speed", "sign-in", "memory", "statements", "forms", "vault", "hash"]);
  expect([...benchOptions(["--million"]).only]).toEqual([...benchOptions([]).only, "million"]);
  expect([...benchOptions(["--only", "breaker"]).only]).toEqual(["breaker"]);
  expect(benchOptions(["--only", "soak", "--minutes", "5"])).toMatchObject({ only: new Set(["soak"]), minutes: 5 });
});

test("parts can be measured alone", () => {
  expect([...benchOptions(["--only", "hash,speed"]).only]).toEqual(["hash", "speed"]);
  expect([...benchOptions(["--only", "hash", "--million"]).only]).toEqual(["hash", "million"]);
});

test.each([
  [["--only", "speed,sped"], "There is no part called sped"],
  [["--rounds", "none"], "--rounds takes a whole number"],
  [["--seconds", "0"], "--seconds takes a whole number"],
  [["--fast"], "--fast"],
])("%j is refused in words", (args, words) => {
  expect(() => benchOptions(args)).toThrow(words);
});
