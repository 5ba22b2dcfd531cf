import fc from "fast-check";
import { expect, test } from "vitest";
import { contextWords, passwordProblem, passwordScore } from "./policy.ts";

const context = contextWords({ canonical: "ada.lovelace@countess.example" }, "Larkspur & Sons");
const problem = (password: string) => passwordProblem(password, context)?.outcome;

test("wants 15 characters, counted as people count them, and no rule about which", () => {
  expect(problem("x7 quartz vine")).toBe("password_too_short");
  expect(problem("x7 quartz vines")).toBeUndefined();
  expect(problem("bramble otter teacup kite")).toBeUndefined();
  expect(problem("")).toBe("password_missing");
  // 14 characters of two UTF-16 units each are 14.
  expect(problem("🦔🌷🚲🫖🎻🧭🥁🪁🛶🪗🧵🪴🫧🦉")).toBe("password_too_short");
  expect(problem("🦔🌷🚲🫖🎻🧭🥁🪁🛶🪗🧵🪴🫧🦉🍋")).toBeUndefined();
  // Letters with a combining accent count as the one they look like.
  expect(problem("e\u0301a\u0300o\u0302u\u0308i\u0301e\u0300a\u0302".repeat(2))).toBe("password_too_short");
});

test("takes 64 characters and more, up to 256, and refuses what is longer without judging it", () => {
  const words = "bramble otter teacup kite lantern moss pebble quiver ";
  for (const length of [64, 100, 256]) expect(problem(words.repeat(6).slice(0, length).trimEnd().padEnd(length, "q")), String(length)).toBeUndefined();
  expect(problem(words.repeat(6).slice(0, 257))).toBe("password_too_long");
  expect(problem("🦔".repeat(256))).not.toBe("password_too_long");
  expect(problem("🦔".repeat(257))).toBe("password_too_long");
  expect(problem("a".repeat(100_000))).toBe("password_too_long");
});

test.each([
  "passwordpassword",
  "123456789012345",
  "qwertyuiopasdfgh",
  "aaaaaaaaaaaaaaa",
  "abcabcabcabcabcabc",
  "iloveyouiloveyou",
  "Summer2026Summer2026",
  "P@ssw0rd1234567",
  "password1234567",
  "p@ssw0rd".repeat(8),
  // Words that anybody would try first for this address at this shop.
  "ada.lovelace@countess.example",
  "lovelacelovelace1",
  "larkspurlarkspur",
  "Larkspur password 1",
  "countess.example!",
  // Long, and in every list of breached passwords.
  "qwertyuiopasdfghjkl",
  "qwertyuiopasdfghjklzxcvbnm",
  "1q2w3e4r5t6y7u8i9o0p",
  "1qaz2wsx3edc4rfv",
  "!QAZ2wsx#EDC4rfv",
  "zaqxswcdevfrbgtnhy",
  "a1b2c3d4e5f6g7h8",
  "aaaabbbbccccdddd",
  "0102030405060708",
  "314159265358979",
  "passwordpassword1",
  "unitedstatesofamerica",
  "thequickbrownfox",
  "youllneverwalkalone",
  "maytheforcebewithyou",
  "thisismypassword",
  "correct horse battery staple",
  // The same in other clothes.
  "Correct-Horse-Battery-Staple-1",
  "c0rrecth0rsebatterystaple",
  "elpatsyrettabesrohtcerroc",
  "The Quick Brown Fox!!",
  "May.The.Force.Be.With.You.2026",
  // A common word, and what people put around it.
  "Password2026!!!",
  "Manchester2026!!",
  "christopher1990!",
  "welcome2026welcome",
  "January2026January",
  "!!!liverpool!!!",
  "contraseña123456",
  "2026-11-27 dentist",
])("refuses %s as too easy to guess", (password) => {
  expect(problem(password)).toBe("password_too_easy");
});

test.each(["apple river stone", "dolphin-needle-saturn", "my dog eats blue cheese", "grandmas apple pie 42", "christopher 4827391", "h7!kQ2#vB9x$Lm4", "483920174659201", "seven grey herons wait", "Larkspur seven grey herons wait", "jk3 9fL2 mQ0 xxZw", "ひらがなのながいことばですよみんな"])("takes %s", (password) => {
  expect(problem(password)).toBeUndefined();
});

test("counts nothing for what stands between words, or for a walk", () => {
  for (const text of ["iloveyou-iloveyou", "iloveyou_iloveyou", "iloveyou. iloveyou", "iloveyou – iloveyou"]) expect(passwordScore(text, context), text).toBe(passwordScore("iloveyouiloveyou", context));
  expect(passwordScore("a1b2c3d4e5f6g7h8", context)).toBe(0);
});

test("refuses a common word with six digits or marks around it, and takes it with seven that are chance", () => {
  expect(passwordProblem("christopher482739", context)).toEqual({ outcome: "password_too_easy", score: 2 });
  expect(problem("christopher4827391")).toBeUndefined();
  // A year counts as one.
  expect(problem("christopher19901991!?#")).toBe("password_too_easy");
});

test("takes passwords that a manager makes", () => {
  const characters = Array.from({ length: 94 }, (_, index) => String.fromCodePoint(33 + index));
  const made = fc.sample(fc.array(fc.constantFrom(...characters), { minLength: 15, maxLength: 15 }), { numRuns: 100, seed: 7 }).map((parts) => parts.join(""));
  // Few letters among many marks: nothing in them is a word.
  const marked = ["uns.,{k1jT^-,`~", "65$[g'V/5i,}qj'", "_O-g_5$@:?I/]n[", "=%<n<(Lh7.,O$.L", "2^\\_\\E-?a6m,nG}"];
  expect([...made, ...marked].filter((password) => problem(password) !== undefined)).toEqual([]);
});

test("tells how hard a refused one is to guess, for the meter", () => {
  expect(passwordProblem("passwordpassword", context)).toEqual({ outcome: "password_too_easy", score: 0 });
  expect(passwordScore("bramble otter teacup kite", context)).toBe(4);
});

test("judges two ways to type one text alike", () => {
  const words = "crème brûlée à la mode";
  expect(passwordProblem(words.normalize("NFD"), context)).toEqual(passwordProblem(words.normalize("NFC"), context));
});

test("names the words of an address and a shop, the long ones first, and none that are too short to mean anything", () => {
  expect(contextWords({ canonical: "a.bc+news@mail.shop.example" }, "The Shop")).toEqual(["a.bc+news@mail.shop.example", "mail.shop.example", "a.bc+news", "the shop", "example", "news", "mail", "shop"]);
});

test("is total, and keeps its time bounded for whatever anybody types", () => {
  const leet = fc.array(fc.constantFrom(..."4@8({[<3961!|0$+57%2aeiost"), { minLength: 200, maxLength: 256 }).map((parts) => parts.join(""));
  fc.assert(fc.property(fc.oneof(leet, fc.string({ maxLength: 300, unit: "binary" })), (text) => {
    const before = process.cpuUsage();
    passwordProblem(text.toWellFormed(), context);
    const { user, system } = process.cpuUsage(before);
    // Unbounded, the same estimate took seconds of processor time.
    return user + system < 1_500_000;
  }), { numRuns: 25, seed: 7 });
});
