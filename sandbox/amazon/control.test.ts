import { request as httpRequest } from "node:http";
import { expect, test } from "vitest";
import { sandboxReturnUrl } from "./defaults.ts";
import { builtInPersonas } from "./personas.ts";
import { authorizationPath, formsOf, useSandbox, verifier } from "./test-client.ts";

const { sandbox, request, control, code, codeGrant, tokens } = useSandbox();
const { vera, noah } = builtInPersonas;

const bearer = (accessToken: string) => ({ headers: { authorization: `Bearer ${accessToken}` } });
const json = async (response: Promise<Response>) => (await response).json() as Promise<Record<string, unknown>>;

function statusWithHost(path: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    httpRequest(`${sandbox().url}${path}`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
}

test("answers with a chosen status and body as often as asked, and leaves the code unused", async () => {
  await control("faults", { endpoint: "token", times: 2, status: 503, body: "<html>busy</html>", contentType: "text/html" });
  const kept = await code();
  for (const _round of [1, 2]) {
    const response = await codeGrant({ code: kept });
    expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
      503,
      "text/html",
      "<html>busy</html>",
    ]);
  }
  expect((await codeGrant({ code: kept })).status).toBe(200);
});

test("binds a fault to one user at every address that knows the user", async () => {
  for (const endpoint of ["token", "tokeninfo", "profile"]) {
    await control("faults", { endpoint, userId: noah.userId, status: 500 });
  }
  const { access_token } = await tokens();
  expect((await request("/user/profile", bearer(access_token))).status).toBe(200);
  expect((await codeGrant({ code: await code({}, noah.userId) })).status).toBe(500);
});

test("stops all faults on DELETE", async () => {
  await control("faults", { endpoint: "authorize", status: 503 });
  expect((await request(authorizationPath())).status).toBe(503);
  await request("/_sandbox/faults", { method: "DELETE" });
  expect((await request(authorizationPath())).status).toBe(200);
});

test("bends audience, user and lifetime", async () => {
  const { access_token } = await tokens();
  await control("faults", { endpoint: "tokeninfo", aud: "another client", times: 1 });
  expect(await json(request("/auth/o2/tokeninfo", bearer(access_token)))).toMatchObject({ aud: "another client" });
  await control("faults", { endpoint: "tokeninfo", otherUserId: noah.userId });
  expect(await json(request("/auth/o2/tokeninfo", bearer(access_token)))).toMatchObject({ user_id: noah.userId });
  await control("faults", { endpoint: "profile", omitUserId: true });
  expect(await json(request("/user/profile", bearer(access_token)))).toEqual({ email: vera.email, name: vera.name });
  await control("faults", { endpoint: "token", expiresIn: "3600" });
  expect(await json(codeGrant())).toMatchObject({ expires_in: "3600" });
});

test("leaves refusals as they are while it bends answers", async () => {
  await control("faults", { endpoint: "profile", otherUserId: noah.userId });
  expect(await json(request("/user/profile", bearer("Atza|x")))).toMatchObject({ error: "invalid_token" });
});

test("delays and drips an answer, which arrives whole", async () => {
  await control("faults", { endpoint: "token", delayMilliseconds: 60, status: 500, body: "0123456789", dripMillisecondsPerByte: 5 });
  const begin = performance.now();
  const response = await codeGrant();
  expect(await response.text()).toBe("0123456789");
  expect(performance.now() - begin).toBeGreaterThan(95);
});

test("cuts the connection", async () => {
  await control("faults", { endpoint: "token", reset: true });
  await expect(codeGrant()).rejects.toThrow("fetch failed");
});

test("hangs until the client gives up", async () => {
  await control("faults", { endpoint: "profile", hang: true });
  await expect(request("/user/profile", { signal: AbortSignal.timeout(50) })).rejects.toThrow("timeout");
});

test("closes at once while a call hangs and another waits", async () => {
  await control("faults", { endpoint: "profile", hang: true });
  await control("faults", { endpoint: "tokeninfo", delayMilliseconds: 60_000 });
  const calls = [request("/user/profile"), request("/auth/o2/tokeninfo")].map((call) => call.catch(() => "ended"));
  await expect.poll(() => sandbox().ledger.calls.length).toBe(2);
  await sandbox().close();
  expect(await Promise.all(calls)).toEqual(["ended", "ended"]);
});

test("keeps every code, token and call with parameters, headers, time and status", async () => {
  const { access_token, refresh_token } = await tokens();
  await request("/user/profile", bearer(access_token));
  const { issued, calls } = (await json(request("/_sandbox/ledger"))) as Record<string, Record<string, unknown>[]>;
  expect(issued?.slice(-3).map((entry) => [entry.kind, entry.value])).toEqual([
    ["code", expect.stringMatching(/^AN/)],
    ["refresh_token", refresh_token],
    ["access_token", access_token],
  ]);
  expect(issued?.at(-1)).toMatchObject({ at: "2026-01-02T03:04:05.000Z", userId: vera.userId, scopes: ["profile"] });
  expect(calls?.map((call) => [call.method, call.path, call.status])).toEqual([
    ["POST", "/auth/o2/token", 200],
    ["GET", "/user/profile", 200],
  ]);
  expect(calls?.[0]).toMatchObject({ parameters: { code_verifier: verifier, redirect_uri: sandboxReturnUrl } });
  expect(calls?.[1]).toMatchObject({ headers: { authorization: `Bearer ${access_token}` } });
});

test("adds a persona to the sign-in page and keeps to 1,000 personas", async () => {
  const response = await control("personas", { name: "Zoe New", email: "zoe@example.test" });
  const persona = await response.json();
  expect(response.status).toBe(201);
  expect(persona).toMatchObject({ name: "Zoe New", email: "zoe@example.test" });
  expect(persona).toHaveProperty("userId", expect.stringMatching(/^amzn1\.account\.[A-Z0-9]{28}$/));
  expect(formsOf(await (await request(authorizationPath())).text()).map((form) => form.button)).toContain("Zoe New");
  while (sandbox().personas.add({})) expect(sandbox().personas.all().length).toBeLessThanOrEqual(1_000);
  expect((await control("personas", {})).status).toBe(409);
  expect((await control("personas", { userId: vera.userId })).status).toBe(201);
});

test("completes an authorization without pages", async () => {
  const authorizationUrl = `${sandbox().url}${authorizationPath({ state: "s" })}`;
  const complete = (changes: object) =>
    control("authorize", { authorizationUrl, userId: vera.userId, decision: "allow", ...changes });
  expect(await json(complete({}))).toEqual({
    redirectUrl: expect.stringMatching(/\?code=AN\w{18}&scope=profile&state=s$/),
  });
  expect(await json(complete({ decision: "cancel" }))).toEqual({
    redirectUrl: `${sandboxReturnUrl}?error_description=Access+not+permitted.&state=s&error=access_denied`,
  });
  expect((await complete({ userId: "nobody" })).status).toBe(404);
  const unknownClient = `${sandbox().url}${authorizationPath({ client_id: "x" })}`;
  const refused = await complete({ authorizationUrl: unknownClient });
  expect([refused.status, await refused.json()]).toEqual([400, { error: "Unknown client_id" }]);
});

test("grants what it is told to of what was asked, the bare id, or nothing at all", async () => {
  const authorizationUrl = `${sandbox().url}${authorizationPath({ scope: "profile postal_code" })}`;
  const grant = (grantedScopes: string[]) =>
    json(control("authorize", { authorizationUrl, userId: vera.userId, decision: "allow", grantedScopes }));
  for (const scopes of [[], ["profile:user_id"], ["postal_code"], ["profile", "postal_code"]]) {
    const { redirectUrl } = await grant(scopes);
    expect(new URL(String(redirectUrl)).searchParams.get("scope")).toBe(scopes.join(" "));
    expect(sandbox().ledger.issued.at(-1)).toMatchObject({ kind: "code", scopes });
  }
  expect(await grant(["profile", "alexa:all"])).toEqual({ error: "a scope was granted that nobody has asked for" });
});

test("lists consents with what was granted and left out, and removes one", async () => {
  const authorizationUrl = `${sandbox().url}${authorizationPath({ scope: "profile postal_code" })}`;
  await control("authorize", { authorizationUrl, userId: vera.userId, decision: "allow", grantedScopes: ["profile"] });
  const [consent] = (await (await request("/_sandbox/consents")).json()) as object[];
  expect(consent).toEqual({
    userId: vera.userId,
    clientId: expect.any(String),
    granted: ["profile"],
    declined: ["postal_code"],
    grantedAt: "2026-01-02T03:04:05.000Z",
  });
});

test("refuses control calls with a foreign Host header, and takes loopback names", async () => {
  for (const host of ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "192.168.0.1"]) {
    expect(await statusWithHost("/_sandbox/ledger", host)).toBe(403);
    expect(await statusWithHost("/_sandbox", host)).toBe(403);
  }
  for (const host of ["localhost:4400", "127.0.0.1:1", "[::1]:4400", "amazon.localhost"]) {
    expect(await statusWithHost("/_sandbox/ledger", host)).toBe(200);
  }
});

test("refuses control bodies that are no JSON, break the schema or are over 64 KiB", async () => {
  const raw = (body: string, type = "application/json") =>
    request("/_sandbox/faults", { method: "POST", body, headers: { "content-type": type } });
  expect((await raw("{}", "text/plain")).status).toBe(415);
  expect((await raw("{")).status).toBe(400);
  expect((await raw(`{"endpoint":"nowhere"}`)).status).toBe(400);
  expect((await raw(`{"endpoint":"token","unknown":1}`)).status).toBe(400);
  expect((await raw(`{"endpoint":"token","body":"${"x".repeat(65_536)}"}`)).status).toBe(413);
  expect((await request("/_sandbox/nothing")).status).toBe(404);
});
