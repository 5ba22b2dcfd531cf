import { expect, test } from "vitest";
import { keyedHash, randomDigits, randomReference, randomToken, referencePattern, sameHash, sha256 } from "./random.ts";

const many = <T>(make: () => T) => Array.from({ length: 2_000 }, make);

test("makes tokens of 256 bits that never repeat", () => {
  const tokens = many(randomToken);
  expect(new Set(tokens).size).toBe(tokens.length);
  for (const token of tokens) {
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(Buffer.from(token, "base64url")).toHaveLength(32);
  }
});

test("makes codes of six digits, leading zeros included", () => {
  const codes = many(randomDigits);
  for (const code of codes) expect(code).toMatch(/^\d{6}$/);
  expect(codes.some((code) => code.startsWith("0"))).toBe(true);
  expect(new Set(codes).size).toBeGreaterThan(1_900);
});

test("makes references that its own pattern knows and nobody misreads", () => {
  for (const reference of many(randomReference)) {
    expect(reference).toMatch(referencePattern);
    expect(reference).not.toMatch(/[01ILOU]/);
  }
});

test.each(["", "7KQF2M9XTB", "7kqf2-m9xtb", "7KQF2-M9XT", "7KQF2-M9XTB\n", "7KQF2-M9XTO", "7KQF2-M9XT1", " 7KQF2-M9XTB", "7KQF2-M9XTB'--"])("does not take %j for a reference", (text) => {
  expect(referencePattern.test(text)).toBe(false);
});

test("hashes as SHA-256 does", () => {
  expect(sha256("abc")).toBe(Buffer.from("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "hex").toString("base64url"));
});

test("keys hashes, and keeps parts apart", () => {
  expect(keyedHash("k", "a", "b")).toBe(keyedHash("k", "a", "b"));
  const others = [keyedHash("k2", "a", "b"), keyedHash("k", "ab"), keyedHash("k", "a", "b", ""), keyedHash("k", "", "ab"), keyedHash("k", 'a","b'), keyedHash("k", "b", "a")];
  expect(new Set([keyedHash("k", "a", "b"), ...others]).size).toBe(others.length + 1);
});

test("compares hashes of any length", () => {
  expect(sameHash("abc", "abc")).toBe(true);
  for (const [left, right] of [["abc", "abd"], ["abc", "ab"], ["", "a"], ["ü", "u"]] as const) expect(sameHash(left, right)).toBe(false);
});
