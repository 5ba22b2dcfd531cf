import { expect, test } from "vitest";
import { sandboxClientId } from "./defaults.ts";
import type { CallEntry, IssuedEntry } from "./ledger.ts";
import { builtInPersonas } from "./personas.ts";
import { useSandbox } from "./test-client.ts";

const { sandbox, request, control, remove, advance, tokens, token, code, codeGrant } = useSandbox();
const { vera, noah } = builtInPersonas;

const read = async (query = "") =>
  (await (await request(`/_sandbox/ledger${query}`)).json()) as { issued: IssuedEntry[]; calls: CallEntry[] };
const issued = (value: string) => sandbox().ledger.issued.find((entry) => entry.value === value);

test("counts how often a code was sent, but not to a client that was refused", async () => {
  const value = await code();
  expect(issued(value)).toMatchObject({ uses: 0, usesAfterEnd: 0 });
  await codeGrant({ code: value, client_secret: "wrong" });
  expect(issued(value)).toMatchObject({ uses: 0 });
  await codeGrant({ code: value });
  expect(issued(value)).toMatchObject({ uses: 1, endedBy: "used", endedAt: "2026-01-02T03:04:05.000Z", usesAfterEnd: 0 });
  await codeGrant({ code: value });
  expect(issued(value)).toMatchObject({ uses: 2, usesAfterEnd: 1 });
});

test("counts a code as sent also when the answer never came", async () => {
  const value = await code();
  await control("faults", { endpoint: "token", reset: true });
  await codeGrant({ code: value }).catch(() => undefined);
  expect(issued(value)).toMatchObject({ uses: 1 });
  expect(sandbox().ledger.calls.at(-1)).not.toHaveProperty("status");
});

test("counts each use of a refresh token, and tells those after it was rotated or removed", async () => {
  const { refresh_token, access_token } = await tokens();
  const refresh = () => token({ grant_type: "refresh_token", refresh_token });
  await refresh();
  expect(issued(refresh_token)).toMatchObject({ uses: 1, usesAfterEnd: 0 });
  await remove(`consents?${new URLSearchParams({ userId: vera.userId, clientId: sandboxClientId })}`);
  await refresh();
  expect(issued(refresh_token)).toMatchObject({ uses: 2, endedBy: "removed", usesAfterEnd: 1 });
  expect(issued(access_token)).toMatchObject({ uses: 0 });
  await request("/user/profile", { headers: { authorization: `Bearer ${access_token}` } });
  expect(issued(access_token)).toMatchObject({ uses: 1, usesAfterEnd: 0 });
});

test("tells of one persona, and from a time on", async () => {
  await tokens();
  advance(10);
  await tokens({}, noah.userId);
  const kinds = ({ issued: entries }: { issued: IssuedEntry[] }) => entries.map(({ kind }) => kind);
  expect(kinds(await read())).toHaveLength(6);
  expect(kinds(await read(`?userId=${noah.userId}`))).toEqual(["code", "refresh_token", "access_token"]);
  expect((await read(`?userId=${vera.userId}`)).calls.map(({ userId }) => userId)).toEqual([vera.userId]);
  const since = Date.parse("2026-01-02T03:04:06Z");
  for (const text of [String(since), "2026-01-02T03:04:06Z"]) {
    const { issued: entries, calls } = await read(`?since=${text}`);
    expect(entries.map(({ userId }) => userId)).toEqual([noah.userId, noah.userId, noah.userId]);
    expect(calls).toHaveLength(1);
  }
  expect((await request("/_sandbox/ledger?since=yesterday")).status).toBe(400);
});

test("forgets on DELETE, while what was handed out stays good", async () => {
  const { access_token } = await tokens();
  expect(await (await remove("ledger")).json()).toEqual({ issued: [], calls: [] });
  expect((await request("/user/profile", { headers: { authorization: `Bearer ${access_token}` } })).status).toBe(200);
  const { issued: entries, calls } = await read();
  expect([entries.length, calls.length]).toEqual([0, 1]);
});
