import { hash as argonHash } from "@node-rs/argon2";
import { hash as bcryptHash } from "@node-rs/bcrypt";
import { expect, test } from "vitest";
import { checkPassword, hashPassword, isBcryptHash } from "./hash.ts";

const words = "bramble otter teacup kite";

test("hashes with argon2id, 64 MiB and three passes, and another salt every time", async () => {
  const [one, two] = [await hashPassword(words), await hashPassword(words)];
  for (const hash of [one, two]) expect(hash).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(one).not.toBe(two);
  expect(await checkPassword(one, words, [])).toEqual({ right: true, outdated: false });
});

test("looks at every byte: a difference in the eightieth counts", async () => {
  const long = `${"brambles and otters ".repeat(4)}x`;
  const hash = await hashPassword(long);
  expect(await checkPassword(hash, long, [])).toMatchObject({ right: true });
  expect(await checkPassword(hash, `${long.slice(0, 80)}y`, [])).toEqual({ right: false });
});

test("takes two ways to type one text for one password, and different texts for different ones", async () => {
  const hash = await hashPassword("crème brûlée à la mode".normalize("NFD"));
  expect(await checkPassword(hash, "crème brûlée à la mode".normalize("NFC"), [])).toMatchObject({ right: true });
  expect(await checkPassword(hash, "creme brulee a la mode", [])).toEqual({ right: false });
  expect(await checkPassword(hash, "CRÈME BRÛLÉE À LA MODE", [])).toEqual({ right: false });
});

test("takes the spaces of every keyboard for one", async () => {
  const hash = await hashPassword(words);
  for (const space of ["\u00a0", "\u2009", "\u202f", "\u3000"]) expect(await checkPassword(hash, words.replaceAll(" ", space), []), space.codePointAt(0)?.toString(16)).toMatchObject({ right: true });
  expect(await checkPassword(hash, words.replaceAll(" ", ""), [])).toEqual({ right: false });
  expect(await checkPassword(hash, words.replaceAll(" ", "\t"), [])).toEqual({ right: false });
});

test.each([["a ligature", "ﬁfty otters waiting", "fifty otters waiting"], ["wide letters", "Ｂramble otter teacup", "Bramble otter teacup"], ["a raised digit", "bramble otter² teacup", "bramble otter2 teacup"]])("keeps %s apart from what it looks like", async (_what, one, other) => {
  expect(await checkPassword(await hashPassword(one), other, [])).toEqual({ right: false });
});

test("says that a hash of lower cost is outdated, and that one of higher cost is not", async () => {
  expect(await checkPassword(await argonHash(words, { memoryCost: 19_456, timeCost: 2, parallelism: 1 }), words, [])).toEqual({ right: true, outdated: true });
  expect(await checkPassword(await argonHash(words, { memoryCost: 65_536, timeCost: 4, parallelism: 1 }), words, [])).toEqual({ right: true, outdated: false });
});

test.each(["2a", "2b", "2y"])("knows an imported $%s$ hash, which is outdated whatever its cost", async (version) => {
  const imported = (await bcryptHash(words, 4)).replace(/^\$2b/, `$${version}`);
  expect(isBcryptHash(imported)).toBe(true);
  expect(await checkPassword(imported, words, [])).toEqual({ right: true, outdated: true });
  expect(await checkPassword(imported, `${words}!`, [])).toEqual({ right: false });
});

test("never takes the decoys of others for a right password", async () => {
  const somebodys = [await bcryptHash(words, 4), await bcryptHash(words, 5)];
  expect(await checkPassword(null, words, somebodys)).toEqual({ right: false });
  expect(await checkPassword(await hashPassword("another one altogether"), words, somebodys)).toEqual({ right: false });
  expect(await checkPassword(await bcryptHash("another one altogether", 4), words, somebodys)).toEqual({ right: false });
  expect(await checkPassword(await bcryptHash(words, 4), words, somebodys)).toMatchObject({ right: true });
});

test.each(["", "$2b$10$", "$2x$10$abcdefghijklmnopqrstuuA", "$2b$03$JUr6EpqNT05/sfszEDLH7.YkNqVXdb.V6VtE4RDkw3MyJXDMKB0pu", "$2b$15$JUr6EpqNT05/sfszEDLH7.YkNqVXdb.V6VtE4RDkw3MyJXDMKB0pu", "$argon2id$v=19$m=65536,t=3,p=1$a$b", " $2b$10$JUr6EpqNT05/sfszEDLH7.YkNqVXdb.V6VtE4RDkw3MyJXDMKB0pu"])("takes %j for no bcrypt hash", (text) => {
  expect(isBcryptHash(text)).toBe(false);
});
