import { expect, test } from "vitest";
import { sandboxClientId, sandboxReturnUrl } from "./defaults.ts";
import { builtInPersonas } from "./personas.ts";
import { parseRegion } from "./settings.ts";
import { authorizationPath, useSandbox } from "./test-client.ts";

const { request, control, change, remove, token, tokens, code, codeGrant } = useSandbox();
const { vera } = builtInPersonas;

const profileStatus = async (accessToken: string) =>
  (await request("/user/profile", { headers: { authorization: `Bearer ${accessToken}` } })).status;

test("plays another region, in which codes and tokens of the first are unknown, and says so on its pages", async () => {
  const first = await tokens();
  const unused = await code();
  expect((await change("settings", { region: "eu" })).status).toBe(200);
  expect(await (await request("/")).text()).toContain("this is not Amazon (it plays Europe)");
  expect(await profileStatus(first.access_token)).toBe(400);
  expect((await codeGrant({ code: unused })).status).toBe(400);
  expect((await token({ grant_type: "refresh_token", refresh_token: first.refresh_token })).status).toBe(400);
  expect(await profileStatus((await tokens()).access_token)).toBe(200);
  await change("settings", { region: "na" });
  expect(await profileStatus(first.access_token)).toBe(200);
  expect((await codeGrant({ code: unused })).status).toBe(200);
});

test("lets access tokens live on when an app is removed, or die at once", async () => {
  const address = `consents?${new URLSearchParams({ userId: vera.userId, clientId: sandboxClientId })}`;
  const first = await tokens();
  expect((await remove(address)).status).toBe(200);
  expect(await profileStatus(first.access_token)).toBe(200);
  await change("settings", { accessTokensAfterRemoval: "die" });
  const second = await tokens();
  await remove(address);
  expect(await profileStatus(second.access_token)).toBe(400);
  expect((await remove(address)).status).toBe(404);
});

test("refuses an unknown scope at the return URL, or on its own page", async () => {
  const ask = () => request(authorizationPath({ scope: "openid" }));
  expect((await ask()).headers.get("location")).toContain("error=invalid_scope");
  await change("settings", { unknownScope: "own_page" });
  const refused = await ask();
  expect([refused.status, refused.headers.get("location")]).toEqual([400, null]);
  expect(await refused.text()).toContain("An unknown scope was requested");
});

test("takes any verifier while PKCE is ignored, and otherwise refuses with the words that were set", async () => {
  await change("settings", { verifierMismatchDescription: "No such verifier" });
  expect(await (await codeGrant({ code_verifier: "x".repeat(43) })).json()).toEqual({
    error_description: "No such verifier",
    error: "invalid_grant",
  });
  await change("settings", { pkce: "ignored" });
  expect((await codeGrant({ code_verifier: "x".repeat(43) })).status).toBe(200);
  expect((await codeGrant({ code_verifier: undefined })).status).toBe(200);
});

test("sets its clock ahead and back", async () => {
  const { access_token } = await tokens();
  await change("settings", { clockOffsetSeconds: 3_600 });
  expect(await profileStatus(access_token)).toBe(400);
  await change("settings", { clockOffsetSeconds: 3_599 });
  expect(await profileStatus(access_token)).toBe(200);
});

test("says its own time in the Date of every answer, unless a fault says another", async () => {
  await change("settings", { clockOffsetSeconds: 3_600 });
  const dateOf = async () => (await request("/user/profile")).headers.get("date");
  expect(await dateOf()).toBe("Fri, 02 Jan 2026 04:04:05 GMT");
  await control("faults", { endpoint: "profile", headers: { date: "Thu, 01 Jan 1970 00:00:00 GMT" } });
  expect(await dateOf()).toBe("Thu, 01 Jan 1970 00:00:00 GMT");
});

test("refuses settings that there are not, and leaves the others alone", async () => {
  for (const wrong of [{ region: "us" }, { speed: 1 }, { clockOffsetSeconds: 1e12 }, { pkce: true }, []]) {
    expect((await change("settings", wrong)).status).toBe(400);
  }
  expect(await (await request("/_sandbox/settings")).json()).toEqual({
    region: "na",
    accessTokensAfterRemoval: "live_on",
    unknownScope: "redirect",
    pkce: "enforced",
    verifierMismatchDescription: "The request has an invalid grant parameter : code_verifier",
    clockOffsetSeconds: 0,
  });
});

test("resets everything to the start", async () => {
  const { access_token } = await tokens();
  await change("settings", { region: "fe" });
  await control("faults", { endpoint: "profile", status: 500 });
  await control("personas", { userId: vera.userId, name: "Else" });
  await remove(`clients?clientId=${sandboxClientId}`);
  expect((await control("reset", {})).status).toBe(200);
  const read = async (what: string) => (await request(`/_sandbox/${what}`)).json();
  expect(await read("faults")).toEqual([]);
  expect(await read("ledger")).toEqual({ issued: [], calls: [] });
  expect(await read("consents")).toEqual([]);
  expect(await read("settings")).toMatchObject({ region: "na" });
  expect(await read("personas")).toEqual(Object.values(builtInPersonas));
  expect(await read("clients")).toEqual([expect.objectContaining({ clientId: sandboxClientId, returnUrls: [sandboxReturnUrl] }), expect.anything()]);
  expect(await profileStatus(access_token)).toBe(400);
});

test("reads the region from the environment and names the variable when it is none", () => {
  expect([undefined, "", "na", "eu", "fe"].map(parseRegion)).toEqual(["na", "na", "na", "eu", "fe"]);
  expect(() => parseRegion("us")).toThrow(/^SANDBOX_REGION must be one of na, eu, fe$/);
});
