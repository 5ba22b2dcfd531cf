import { beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { AuthError } from "../errors.ts";
import { jsonAnswer, jsonRoute, refusedJson } from "./json-route.ts";

beforeAll(() => {
  for (const [name, value] of Object.entries({ AUTH_URL: "http://localhost:3000", AUTH_SECRET: "s".repeat(32), DATABASE_URL: "postgresql://x@localhost/x", AUTH_AMAZON_ID: "x", AUTH_AMAZON_SECRET: "x", VAULT_KEYS: `k1:${"A".repeat(43)}`, SMTP_URL: "smtp://localhost:1", MAIL_FROM: "a@b.example", LOG_LEVEL: "silent" })) vi.stubEnv(name, value);
});

const route = jsonRoute(z.strictObject({ purpose: z.literal("sign_in") }), async ({ purpose }, request) => {
  if (request.headers.get("x-fail") === "own") throw new AuthError("mail_unavailable", "no");
  if (request.headers.get("x-fail")) throw new Error("secret words");
  return request.headers.get("x-refuse") ? refusedJson(request, "rate_limited", { retryAfterSeconds: 7 }) : jsonAnswer({ purpose }, { "set-cookie": "a=b" });
});
const send = async (body: string, headers: Record<string, string> = {}) => await route(new Request("http://localhost:3000/api/x", { method: "POST", body, headers: { origin: "http://localhost:3000", "content-type": "application/json", ...headers } }));
const good = '{"purpose":"sign_in"}';

test("answers what fits the schema, never to be kept, with its cookie", async () => {
  const answer = await send(good, { "content-type": "application/json; charset=utf-8" });
  expect([answer.status, await answer.json(), answer.headers.get("cache-control"), answer.headers.getSetCookie()]).toEqual([200, { purpose: "sign_in" }, "no-store", ["a=b"]]);
});

test.each(["", "{", "null", "[]", "{}", '{"purpose":"x"}', '{"purpose":"sign_in","more":1}'])("refuses the body %j", async (body) => {
  const answer = await send(body);
  expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([400, "input_invalid"]);
});

test.each<Record<string, string>>([{ origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }])("refuses what comes from elsewhere: %j", async (headers) => {
  const answer = await send(good, headers);
  expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([403, "origin_refused"]);
});

test("refuses a form, and text that only looks like JSON", async () => {
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"]) expect((await send(good, { "content-type": type })).status).toBe(400);
});

test("says where to go on, and when to come back, and nothing of what happened inside", async () => {
  const refused = await send(good, { "x-refuse": "1" });
  expect([refused.status, refused.headers.get("retry-after"), refused.headers.get("cache-control")]).toEqual([429, "7", "no-store"]);
  expect(await refused.json()).toEqual({ error: "rate_limited", reference: expect.any(String) as string, location: expect.stringMatching(/^\/signin\/error\?code=rate_limited&ref=/) as string });
  expect(await (await send(good, { "x-fail": "own" })).json()).toMatchObject({ error: "mail_unavailable" });
  const failed = await send(good, { "x-fail": "1" });
  expect(failed.status).toBe(500);
  expect(await failed.text()).not.toContain("secret words");
});
