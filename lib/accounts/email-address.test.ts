import fc from "fast-check";
import { expect, test } from "vitest";
import { parseEmailAddress } from "./email-address.ts";

const canonical = (value: unknown) => parseEmailAddress(value)?.canonical;

test.each([
  ["vera@shop.example", "vera@shop.example", "vera@shop.example"],
  ["Vera.Summer+news@Shop.Example", "Vera.Summer+news@shop.example", "vera.summer+news@shop.example"],
  ["  vera@shop.example ", "vera@shop.example", "vera@shop.example"],
  ["o'hara@shop.example", "o'hara@shop.example", "o'hara@shop.example"],
  ["a@b.co", "a@b.co", "a@b.co"],
  ["vera@BÜCHER.example", "vera@xn--bcher-kva.example", "vera@xn--bcher-kva.example"],
  ["vera@bu\u0308cher.example", "vera@xn--bcher-kva.example", "vera@xn--bcher-kva.example"],
  ["vera@XN--BCHER-KVA.example", "vera@xn--bcher-kva.example", "vera@xn--bcher-kva.example"],
  ["vera@shop.xn--p1ai", "vera@shop.xn--p1ai", "vera@shop.xn--p1ai"],
  [`${"x".repeat(64)}@shop.example`, `${"x".repeat(64)}@shop.example`, `${"x".repeat(64)}@shop.example`],
])("reads %j", (value, address, unique) => {
  expect(parseEmailAddress(value)).toEqual({ address, canonical: unique });
});

test.each([
  ["full-width letters in front", "\uff56era@shop.example"],
  ["full-width letters behind", "vera@\uff53hop.example"],
  ["U+FF20 for the at sign", "vera\uff20shop.example"],
  ["a small at sign", "vera\ufe6bshop.example"],
  ["a dotless i", "v\u0131ra@shop.example"],
  ["a Kelvin sign", "\u212aim@shop.example"],
  ["a long s", "je\u017fs@shop.example"],
  ["an ideographic full stop", "vera@shop\u3002example"],
  ["a trailing dot", "vera@shop.example."],
  ["a leading dot in the domain", "vera@.shop.example"],
  ["two dots in the domain", "vera@shop..example"],
  ["a quoted local part", '"vera"@shop.example'],
  ["a quoted at sign", '"a@b"@shop.example'],
  ["a comment", "vera(comment)@shop.example"],
  ["a comma list", "vera@shop.example,mal@evil.example"],
  ["a semicolon list", "vera@shop.example;mal@evil.example"],
  ["a list with a space", "vera@shop.example mal@evil.example"],
  ["a display name", "Vera <vera@shop.example>"],
  ["angle brackets", "<vera@shop.example>"],
  ["a group", "x:vera@shop.example;"],
  ["a route", "@evil.example:vera@shop.example"],
  ["a second at sign", "vera@evil.example@shop.example"],
  ["CRLF and a header", "vera@shop.example\r\nBcc: mal@evil.example"],
  ["CRLF in front", "\r\nvera@shop.example"],
  ["CRLF behind", "vera@shop.example\r\n"],
  ["a line feed inside", "ve\nra@shop.example"],
  ["NUL", "vera@shop.example\u0000"],
  ["NUL inside", "vera\u0000@shop.example"],
  ["a tab", "vera\t@shop.example"],
  ["a right-to-left mark", "vera\u200f@shop.example"],
  ["a right-to-left override in the domain", "vera@\u202eelpmaxe.pohs"],
  ["a zero-width space", "ve\u200bra@shop.example"],
  ["a soft hyphen in the domain", "vera@sh\u00adop.example"],
  ["a variation selector in the domain", "vera@sh\ufe0fop.example"],
  ["a zero-width joiner in the domain", "vera@sh\u200dop.example"],
  ["a lone surrogate", "v\ud800ra@shop.example"],
  ["5,000 characters", `${"x".repeat(5_000)}@shop.example`],
  ["65 characters in front", `${"x".repeat(65)}@shop.example`],
  ["255 characters", `${"x".repeat(64)}@${"y".repeat(63)}.${"z".repeat(63)}.${"w".repeat(55)}.example`],
  ["a label of 64 characters", `vera@${"y".repeat(64)}.example`],
  ["a domain that only punycode makes too long", `${"x".repeat(64)}@${"東京大阪名古屋札幌福岡仙台.".repeat(4)}shop.example`],
  ["a dot in front", ".vera@shop.example"],
  ["a dot before the at sign", "vera.@shop.example"],
  ["two dots", "ve..ra@shop.example"],
  ["no at sign", "vera.shop.example"],
  ["nothing in front", "@shop.example"],
  ["nothing behind", "vera@"],
  ["no dot", "vera@localhost"],
  ["an IP address", "vera@127.0.0.1"],
  ["an IP address in brackets", "vera@[127.0.0.1]"],
  ["a hexadecimal IP address", "vera@0x7f.1"],
  ["a port", "vera@shop.example:25"],
  ["a path", "vera@shop.example/x"],
  ["a backslash", "vera@shop.example\\x"],
  ["a percent code in the domain", "vera@shop%2eexample"],
  ["an underscore in the domain", "vera@sh_op.example"],
  ["a hyphen at the edge of a label", "vera@-shop.example"],
  ["a one-letter top level", "vera@shop.e"],
  ["only spaces", "   "],
  ["nothing", ""],
])("refuses %s", (_name, value) => {
  expect(parseEmailAddress(value)).toBeUndefined();
});

test.each([undefined, null, 7, true, ["vera@shop.example"], { toString: () => "vera@shop.example" }])("refuses %j, which is no text", (value) => {
  expect(parseEmailAddress(value)).toBeUndefined();
});

// FB-06: pairs that look alike. They are one and the same, or one of them is refused, or they are plainly different.
test.each([
  ["VERA@SHOP.EXAMPLE", "vera@shop.example", "one"],
  ["vera@bücher.example", "vera@xn--bcher-kva.example", "one"],
  ["vera@bücher.example", "vera@BÜCHER.EXAMPLE", "one"],
  ["vera+a@shop.example", "vera+b@shop.example", "two"],
  ["v.era@shop.example", "vera@shop.example", "two"],
  ["vera@bücher.example", "vera@bucher.example", "two"],
  ["vera@sh\u0131p.example", "vera@ship.example", "two"],
  ["vera@shop.example", "vera@ѕhop.example", "two"],
] as const)("takes %s and %s for %s", (left, right, people) => {
  const [a, b] = [canonical(left), canonical(right)];
  expect(a).toBeDefined();
  expect(b).toBeDefined();
  expect(a === b).toBe(people === "one");
});

const plainAddress = fc.emailAddress();
// Text that is likely to come near an address.
const nearAddress = fc
  .array(fc.oneof(fc.constantFrom("a", "b", "@", ".", "-", "xn--", "ü", "\uff41", "\u0131", "\u212a", "\ufe0f", ",", "\r\n", "\u0000", "<", '"', " ", "\u3002", "example", ".com"), fc.string({ unit: "binary", maxLength: 2 })), { maxLength: 12 })
  .map((parts) => parts.join(""));

test("gives addresses that one mail reaches one mailbox with, for any text", () => {
  fc.assert(
    fc.property(fc.oneof(nearAddress, plainAddress, fc.tuple(nearAddress, fc.constant("@shop.example")).map((parts) => parts.join(""))), (value) => {
      const read = parseEmailAddress(value);
      if (!read) return;
      expect(read.address).toMatch(/^[\w.%+'-]+@[a-z0-9.-]+$/i);
      expect(read.address.length).toBeLessThanOrEqual(254);
      expect(read.canonical).toBe(read.address.toLowerCase());
      // Reading it again, as shown or in canonical form, finds the same person.
      expect(parseEmailAddress(read.address)).toEqual(read);
      expect(canonical(read.canonical)).toBe(read.canonical);
    }),
    { numRuns: 2_000 },
  );
});

test("takes upper and lower case for one person, for any plain address", () => {
  fc.assert(
    fc.property(plainAddress, (value) => {
      expect(canonical(value.toUpperCase())).toBe(canonical(value.toLowerCase()));
    }),
  );
});

test("tells different plain addresses apart", () => {
  fc.assert(
    fc.property(plainAddress, plainAddress, (left, right) => {
      const [a, b] = [canonical(left), canonical(right)];
      if (a === undefined || b === undefined) return;
      expect(a === b).toBe(left.toLowerCase() === right.toLowerCase());
    }),
  );
});
