import { execFile } from "node:child_process";
import { promisify } from "node:util";
import fc from "fast-check";
import { CompactEncrypt } from "jose";
import { expect, test } from "vitest";
import { sealTokens } from "../token-vault/account-tokens.ts";
import { open, seal, VaultError, type VaultPlace } from "./envelope.ts";
import { parseVaultKeys, type VaultKey } from "./vault-keys.ts";

const key = (keyId: string, fill: number): VaultKey => ({ keyId, key: new Uint8Array(32).fill(fill) });
const [k1, k2] = [key("k1", 1), key("k2", 2)];
const place: VaultPlace = { purpose: "account", provider: "amazon", providerAccountId: "amzn1.account.A", rowId: "row-1", field: "access_token" };
// 2,048 bytes, with the character that Amazon's tokens have and URLs dislike.
const token = `Atza|${"Aa0-_./+=~".repeat(205)}`.slice(0, 2_048);

async function refusal(envelope: string, where: VaultPlace = place, keys: VaultKey[] = [k1]): Promise<string> {
  const error = await open(envelope, where, keys).then(
    (value) => `opened as ${value}`,
    (reason: unknown) => reason,
  );
  if (!(error instanceof VaultError)) throw new Error("not a VaultError", { cause: error });
  return error.code;
}

test("opens what it sealed, whatever the text", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }).map((text) => text.toWellFormed()), fc.constant("\ufeffx"), fc.constant("")), async (text) => {
      expect(await open(await seal(text, place, [k1]), place, [k1])).toBe(text);
    }),
  );
});

test("seals a token of 2,048 bytes with its bar, and shows nothing of it", async () => {
  const envelope = await seal(token, place, [k1]);
  expect(envelope).not.toContain("Atza");
  expect(Buffer.from(envelope.split(".")[3] ?? "", "base64url").toString("latin1")).not.toContain("Atza");
  expect(envelope).not.toContain("amzn1.account.A");
  expect(await open(envelope, place, [k1])).toBe(token);
});

test("never gives the same output twice", async () => {
  const envelopes = await Promise.all(Array.from({ length: 1_000 }, () => seal(token, place, [k1])));
  expect(new Set(envelopes).size).toBe(1_000);
  expect(new Set(envelopes.map((envelope) => envelope.split(".")[2])).size).toBe(1_000);
});

/** Seals one value so many times in a process of its own. */
async function sealedElsewhere(times: number): Promise<string[]> {
  const script = `import { seal } from "./lib/crypto/envelope.ts";
    const keys = [{ keyId: "k1", key: new Uint8Array(32).fill(1) }];
    const place = ${JSON.stringify(place)};
    for (let made = 0; made < ${times}; made += 1) console.log(await seal("Atza|x", place, keys));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], { maxBuffer: 64 * 1024 * 1024 });
  return stdout.trim().split("\n");
}

test("10,000 seals of one value in two processes share no nonce and no output", async () => {
  const sealed = (await Promise.all([sealedElsewhere(5_000), sealedElsewhere(5_000)])).flat();
  const parts = sealed.map((envelope) => envelope.split("."));
  for (const part of [2, 3, 4]) expect(new Set(parts.map((all) => all[part])).size).toBe(10_000);
  expect(await open(sealed[9_999] ?? "", place, [k1])).toBe("Atza|x");
});

test.each([
  ["purpose", { purpose: "parked_identity" }],
  ["provider", { provider: "google" }],
  ["provider account", { providerAccountId: "amzn1.account.B" }],
  ["row", { rowId: "row-2" }],
  ["field", { field: "refresh_token" }],
])("does not open in the place of another %s", async (_name, change) => {
  expect(await refusal(await seal(token, place, [k1]), { ...place, ...change })).toBe("wrong_place");
});

test("keeps the parts of a place apart", async () => {
  const split = { purpose: "a", provider: "b", rowId: "c", field: "d" };
  expect(await refusal(await seal("x", split, [k1]), { purpose: "a", provider: "", providerAccountId: "b", rowId: "c", field: "d" })).toBe("wrong_place");
});

test("seals with the newest key and opens with every key of the ring", async () => {
  const old = await seal("old", place, [k1]);
  const ring = [k2, k1];
  expect(await open(old, place, ring)).toBe("old");
  const fresh = await seal("new", place, ring);
  expect(await open(fresh, place, [k2])).toBe("new");
  expect(await refusal(fresh, place, [k1])).toBe("unknown_key");
  expect(await refusal(old, place, [k2])).toBe("unknown_key");
  expect(await refusal(old, place, [])).toBe("unknown_key");
});

test("fails closed with a wrong key of the right name", async () => {
  expect(await refusal(await seal(token, place, [k1]), place, [key("k1", 9)])).toBe("not_openable");
});

test("cannot seal without a key", async () => {
  await expect(seal("x", place, [])).rejects.toMatchObject({ name: "VaultError", code: "unknown_key" });
});

/** What an envelope decodes to, part by part. */
const bytesOf = (envelope: string) => envelope.split(".").map((part) => Buffer.from(part, "base64url").toString("hex")).join(".");

test("does not open after any one character was changed", async () => {
  const envelope = await seal("Atza|token", place, [k1]);
  const positions = [...envelope].flatMap((character, index) => (character === "." ? [] : [index]));
  for (const index of positions) {
    const other = envelope[index] === "A" ? "B" : "A";
    const changed = `${envelope.slice(0, index)}${other}${envelope.slice(index + 1)}`;
    // The last character of a part may hold bits that decode to nothing: such a change leaves every byte as it was.
    if (bytesOf(changed) === bytesOf(envelope)) continue;
    expect(["not_openable", "unknown_key"]).toContain(await refusal(changed));
  }
});

test.each(["", ".", "....", "a.b.c.d.e", "not an envelope", "Atza|token in clear", `${"A".repeat(100_000)}`, "eyJhbGciOiJub25lIn0.eyJ4IjoxfQ."])("does not open %j", async (text) => {
  expect(["not_openable", "unknown_key"]).toContain(await refusal(text));
});

test("does not open envelopes of other makes, even under the right key", async () => {
  const plaintext = new TextEncoder().encode("x");
  const sealed = await new CompactEncrypt(plaintext).setProtectedHeader({ alg: "dir", enc: "A256GCM", kid: "k1" }).encrypt(k1.key);
  expect(await refusal(sealed)).toBe("wrong_place");
  const wrapped = await new CompactEncrypt(plaintext).setProtectedHeader({ alg: "A256GCMKW", enc: "A256GCM", kid: "k1" }).encrypt(k1.key);
  expect(await refusal(wrapped)).toBe("not_openable");
  const cbc = await new CompactEncrypt(plaintext).setProtectedHeader({ alg: "dir", enc: "A128CBC-HS256", kid: "k1" }).encrypt(k1.key);
  expect(await refusal(cbc)).toBe("not_openable");
});

test("holds nothing of the value in its errors", async () => {
  const error = await open(await seal(token, place, [k1]), { ...place, field: "x" }, [k1]).catch((reason: unknown) => reason as Error);
  expect(String(error)).toBe("VaultError: vault envelope: wrong_place");
});

test("reads the key ring newest first, and refuses a key of another size", () => {
  const encoded = Buffer.alloc(32, 7).toString("base64url");
  expect(parseVaultKeys([`b:${encoded}`, `a:${Buffer.alloc(32, 8).toString("base64url")}`])).toEqual([key("b", 7), key("a", 8)]);
  for (const entry of ["a:", "a", `a:${Buffer.alloc(31).toString("base64url")}`, `a:${Buffer.alloc(33).toString("base64url")}`]) expect(() => parseVaultKeys([entry])).toThrow("VAULT_KEYS");
});

test("seals the two tokens of an account for their own columns", async () => {
  const account = { id: "row-1", provider: "amazon", providerAccountId: "amzn1.account.A" };
  const tokens = { accessToken: token, refreshToken: "Atzr|refresh", expiresInSeconds: 3_600 };
  const sealed = await sealTokens(tokens, account, new Date("2026-11-23T10:00:00.900Z"), [k1]);
  expect(sealed.expires_at).toBe(Date.parse("2026-11-23T11:00:00Z") / 1_000);
  expect(await open(sealed.access_token, place, [k1])).toBe(token);
  expect(await open(sealed.refresh_token ?? "", { ...place, field: "refresh_token" }, [k1])).toBe("Atzr|refresh");
  expect(await refusal(sealed.refresh_token ?? "")).toBe("wrong_place");
});

test("leaves a refresh token that did not come undefined, so that the stored one is kept", async () => {
  const sealed = await sealTokens({ accessToken: token, refreshToken: undefined, expiresInSeconds: 60 }, { id: "r", provider: "amazon", providerAccountId: "x" }, new Date(0), [k1]);
  expect(sealed.refresh_token).toBeUndefined();
});
