import { connect } from "node:net";
import { expect, test } from "vitest";
import { sandboxReturnUrl } from "./defaults.ts";
import { faultPresets } from "./fault-presets.ts";
import { authorizationErrors, faultEndpoints, faultSchema } from "./faults.ts";
import type { Fault } from "./faults.ts";
import { builtInPersonas } from "./personas.ts";
import { authorizationPath, cookieOf, useSandbox } from "./test-client.ts";

const { sandbox, request, control, remove, post, code, token, tokens, codeGrant } = useSandbox();
const { vera } = builtInPersonas;

const fault = (value: Fault) => control("faults", value);
const json = async (response: Promise<Response>) => (await response).json() as Promise<Record<string, unknown>>;
const bearer = (accessToken: string) => ({ headers: { authorization: `Bearer ${accessToken}` } });

/** What came over the wire before the connection ended, and whether it was cut. */
function overTheWire(path: string, headers: Record<string, string>): Promise<{ head: string; body: Buffer; cut: boolean }> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let cut = false;
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const socket = connect(Number(new URL(sandbox().url).port), "127.0.0.1", () => {
      socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${lines.join("")}\r\n`);
    });
    socket.on("data", (chunk: Buffer) => chunks.push(chunk)).on("error", () => (cut = true));
    socket.on("close", () => {
      const all = Buffer.concat(chunks);
      const end = all.indexOf("\r\n\r\n");
      resolve({ head: all.subarray(0, end).toString(), body: all.subarray(end + 4), cut });
    });
  });
}

test("sends chosen headers, with a status or on a good answer, but never the framing of the connection", async () => {
  await fault({ endpoint: "token", status: 429, headers: { "retry-after": "30", location: "https://elsewhere.example/" } });
  const { headers } = await codeGrant();
  expect([headers.get("retry-after"), headers.get("location")]).toEqual(["30", "https://elsewhere.example/"]);
  for (const wrong of [{ "content-length": "1" }, { "transfer-encoding": "chunked" }, { "X-A": "b" }, { a: "b\r\nc: d" }]) {
    expect((await control("faults", { endpoint: "token", headers: wrong })).status).toBe(400);
  }
});

test("answers with a page instead of JSON and leaves the code unused", async () => {
  const unused = await code();
  await fault({ endpoint: "token", html: true, times: 1 });
  const response = await codeGrant({ code: unused });
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html;charset=UTF-8"]);
  expect(await response.text()).toMatch(/^<!doctype html>/);
  expect((await codeGrant({ code: unused })).status).toBe(200);
});

test("cuts the connection after so many bytes", async () => {
  const { access_token } = await tokens();
  for (const [resetAfterBytes, part] of [[10, `{"user_id"`], [0, ""]] as const) {
    await fault({ endpoint: "profile", resetAfterBytes, times: 1 });
    const { head, body, cut } = await overTheWire("/user/profile", bearer(access_token).headers);
    expect([head.split("\r\n")[0], body.toString(), cut]).toEqual(["HTTP/1.1 200 OK", part, true]);
  }
});

test("does the work and loses the answer", async () => {
  const value = await code();
  await fault({ endpoint: "token", loseAnswer: true, times: 1 });
  await expect(codeGrant({ code: value })).rejects.toThrow("fetch failed");
  expect((await codeGrant({ code: value })).status).toBe(400);
  expect(sandbox().ledger.issued.filter(({ kind }) => kind === "access_token")).toHaveLength(1);
});

test("makes a good answer as large as asked, plain and as a small gzip", async () => {
  const { access_token } = await tokens();
  await fault({ endpoint: "profile", oversizedBytes: 1_000_000, times: 1 });
  const large = await (await request("/user/profile", bearer(access_token))).text();
  expect(large.length).toBeGreaterThan(1_000_000);
  expect(JSON.parse(large)).toMatchObject({ user_id: vera.userId, padding: expect.stringMatching(/^x{1000000}$/) });
  await fault({ endpoint: "profile", oversizedBytes: 1_000_000, gzip: true });
  const { head, body } = await overTheWire("/user/profile", bearer(access_token).headers);
  expect(head).toContain("content-encoding: gzip");
  expect(body.length).toBeLessThan(20_000);
  expect(await (await request("/user/profile", bearer(access_token))).text()).toBe(large);
});

test("stops making a large answer when nobody reads it any more", async () => {
  await fault({ endpoint: "profile", status: 200, body: "", oversizedBytes: 1024 ** 3 });
  const response = await request("/user/profile");
  await response.body?.cancel();
  await sandbox().close();
});

test("compresses an answer that is small", async () => {
  const { access_token } = await tokens();
  await fault({ endpoint: "profile", gzip: true });
  expect(await json(request("/user/profile", bearer(access_token)))).toMatchObject({ user_id: vera.userId });
});

test("breaks the text of an answer in each way", async () => {
  const { access_token } = await tokens();
  const whole = JSON.stringify({ user_id: vera.userId, email: vera.email, name: vera.name });
  const first = `"the first of two"`;
  const expected: Record<NonNullable<Fault["mangle"]>, string> = {
    broken_json: whole.replace(/}$/, ",}"),
    cut_off: whole.slice(0, whole.length / 2),
    byte_order_mark: `\uFEFF${whole}`,
    duplicate_keys: `{"user_id":${first},"email":${first},"name":${first},${whole.slice(1)}`,
  };
  for (const [mangle, text] of Object.entries(expected)) {
    await control("faults", { endpoint: "profile", mangle, times: 1 });
    const answer = await request("/user/profile", bearer(access_token));
    expect(Buffer.from(await answer.arrayBuffer()).toString()).toBe(text);
  }
});

test("leaves fields out and puts the profile into its old nested form", async () => {
  const { access_token } = await tokens({ scope: "profile postal_code" });
  await fault({ endpoint: "profile", omit: ["name", "email"], times: 1 });
  expect(await json(request("/user/profile", bearer(access_token)))).toEqual({ user_id: vera.userId, postal_code: "01234" });
  await fault({ endpoint: "profile", legacyProfile: true });
  expect(await json(request("/user/profile", bearer(access_token)))).toEqual({
    "Request-Id": expect.stringMatching(/^[\da-f-]{36}$/),
    Profile: { CustomerId: vera.userId, Name: vera.name, PrimaryEmail: vera.email, PostalCode: "01234" },
  });
});

test("rotates refresh tokens beside the old one, in its place, or gives none", async () => {
  const { refresh_token: first } = await tokens();
  const refresh = async (refreshToken: Fault["refreshToken"], refresh_token: unknown) => {
    await fault({ endpoint: "token", refreshToken, times: 1 });
    return json(token({ grant_type: "refresh_token", refresh_token: String(refresh_token) }));
  };
  const { refresh_token: second } = await refresh("rotate", first);
  expect(second).toMatch(/^Atzr\|/);
  expect(second).not.toBe(first);
  expect((await refresh("same", first)).refresh_token).toBe(first);
  const { refresh_token: third } = await refresh("single_use", second);
  expect(third).not.toBe(second);
  expect(await refresh("same", second)).toMatchObject({ error: "invalid_grant" });
  expect(await refresh("none", third)).not.toHaveProperty("refresh_token");
  await fault({ endpoint: "token", refreshToken: "none", times: 1 });
  expect(await json(codeGrant())).not.toHaveProperty("refresh_token");
});

test("spends a refresh token although its answer is lost", async () => {
  const { refresh_token } = await tokens();
  await fault({ endpoint: "token", refreshToken: "single_use", loseAnswer: true, times: 1 });
  await expect(token({ grant_type: "refresh_token", refresh_token })).rejects.toThrow("fetch failed");
  expect((await token({ grant_type: "refresh_token", refresh_token })).status).toBe(400);
  expect(sandbox().ledger.issued.find(({ value }) => value === refresh_token)).toMatchObject({ uses: 2, endedBy: "rotated", usesAfterEnd: 1 });
});

test.each(authorizationErrors)("sends %s to the return URL, for one persona only when told so", async (authorizationError) => {
  await fault({ endpoint: "authorize", userId: vera.userId, authorizationError, errorDescription: "a\r\nb" });
  expect((await request(authorizationPath())).status).toBe(200);
  const cookie = cookieOf(await post("/ap/signin", { continue_to: "/ap/adam", user_id: vera.userId }));
  const back = await request(authorizationPath(), { headers: { cookie } });
  const fields = new URLSearchParams([["error_description", "a\r\nb"], ["state", "st a/te"], ["error", authorizationError]]);
  expect([back.status, back.headers.get("location")]).toEqual([302, `${sandboxReturnUrl}?${fields}`]);
});

test("never sends an error to a return URL that is not registered", async () => {
  await fault({ endpoint: "authorize", authorizationError: "server_error" });
  const refused = await request(authorizationPath({ redirect_uri: "https://evil.example/" }));
  expect([refused.status, refused.headers.get("location")]).toEqual([400, null]);
});

test("shows an error on its own page", async () => {
  await fault({ endpoint: "authorize", authorizationError: "invalid_scope", errorDescription: "<b>An unknown scope</b>", onOwnPage: true });
  const refused = await request(authorizationPath());
  expect([refused.status, refused.headers.get("location")]).toEqual([400, null]);
  expect(await refused.text()).toContain("&lt;b&gt;An unknown scope&lt;/b&gt;");
});

test("ends one fault by its number", async () => {
  await fault({ endpoint: "token", status: 500 });
  const [, second] = (await (await fault({ endpoint: "token", status: 501 })).json()) as { id: number }[];
  expect((await remove(`faults?id=${second?.id}`)).status).toBe(200);
  expect(sandbox().faults.all().map(({ status }) => status)).toEqual([500]);
  for (const id of [String(second?.id), "x", ""]) expect((await remove(`faults?id=${id}`)).status).toBe(404);
});

test("meets only a share of the calls when it is told to, evenly, and counts those", async () => {
  sandbox().faults.add({ endpoint: "token", status: 503, share: 0.6 });
  const met = () => sandbox().faults.take("token", undefined) !== undefined;
  const calls = Array.from({ length: 100 }, met);
  for (let from = 0; from < 100; from += 5) expect(calls.slice(from, from + 5).filter(Boolean)).toHaveLength(3);
  sandbox().faults.clear();
  sandbox().faults.add({ endpoint: "token", status: 503, share: 0.5, times: 2 });
  expect(Array.from({ length: 8 }, met)).toEqual([false, true, false, true, false, false, false, false]);
  expect((await fault({ endpoint: "token", share: 1 })).status).toBe(400);
});

test("takes 100 faults and no more", async () => {
  for (let index = 0; index < 100; index += 1) sandbox().faults.add({ endpoint: "token" });
  expect((await fault({ endpoint: "token" })).status).toBe(409);
});

test("offers ready-made faults that are good at some endpoint, and between them every switch", () => {
  const used = new Set(["endpoint", "userId", "times"]);
  for (const [name, preset] of Object.entries(faultPresets)) {
    for (const endpoint of faultEndpoints) expect(faultSchema.safeParse({ ...preset.fault, endpoint }).success, name).toBe(true);
    for (const key of Object.keys(preset.fault)) used.add(key);
  }
  expect([...used].sort()).toEqual(Object.keys(faultSchema.shape).sort());
});
