import fc from "fast-check";
import { expect, test } from "vitest";
import { mostMessageCharacters, readContact } from "./read-contact.ts";

const good = { email: "vera@shop.example", reference: "7KQF2-M9XTB", message: "I saw a page that I did not understand." };

test("takes an address, a reference and a message", () => {
  expect(readContact(good)).toEqual({ ok: true, contact: good });
});

test.each(["7kqf2m9xtb", " 7KQF2 M9XTB ", "7kqf2\u2013m9xtb", "7K QF2-M9 XTB"])("knows the reference in %j, as people copy it", (reference) => {
  expect(readContact({ ...good, reference })).toEqual({ ok: true, contact: good });
});

test("needs no reference", () => {
  expect(readContact({ ...good, reference: "  " })).toEqual({ ok: true, contact: { ...good, reference: null } });
});

test.each([
  [{ email: "vera" }, ["email"]],
  [{ email: "vera@shop.example\r\nBcc: all@shop.example" }, ["email"]],
  [{ email: "a@shop.example, b@shop.example" }, ["email"]],
  [{ reference: "12345" }, ["reference"]],
  [{ reference: "7KQF2-M9XT0" }, ["reference"]],
  [{ reference: "7KQF2-M9XTB7" }, ["reference"]],
  [{ message: "" }, ["message"]],
  [{ message: " \r\n\t\u202e " }, ["message"]],
  [{ message: "x".repeat(mostMessageCharacters + 1) }, ["message"]],
  [{ email: "", reference: "x", message: "" }, ["email", "reference", "message"]],
])("wants %j mended", (typed, problems) => {
  expect(readContact({ ...good, ...typed })).toEqual({ ok: false, problems });
});

test("keeps the lines of a message and nothing that could steer a reader's screen", () => {
  expect(readContact({ ...good, message: " one\r\ntwo\u001b[31m\u202ethree\r\r\r\rfour\u0000 " })).toEqual({ ok: true, contact: { ...good, message: "one\ntwo [31m three\n\nfour" } });
});

test("throws for nothing that anybody types", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (email, reference, message) => typeof readContact({ email, reference, message }).ok === "boolean"));
});
