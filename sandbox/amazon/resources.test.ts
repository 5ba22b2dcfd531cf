import { expect, test } from "vitest";
import { sandboxClientId } from "./defaults.ts";
import { builtInPersonas } from "./personas.ts";
import { authorizationPath, cookieOf, formsOf, useSandbox } from "./test-client.ts";

const { request, post, token, tokens, code, codeGrant, control, advance } = useSandbox();
const { vera, noah, nameless, hostile } = builtInPersonas;

const profile = async (accessToken: string) =>
  (await request("/user/profile", { headers: { authorization: `Bearer ${accessToken}` } })).json();

test("tells whose token it is, for whom, and how many seconds are left", async () => {
  const { access_token } = await tokens();
  advance(3);
  const response = await request(`/auth/o2/tokeninfo?access_token=${encodeURIComponent(access_token)}`);
  const body = (await response.json()) as object;
  expect(Object.keys(body)).toEqual(["aud", "user_id", "iss", "exp", "app_id", "iat"]);
  expect(body).toEqual({
    aud: sandboxClientId,
    user_id: vera.userId,
    iss: "https://www.amazon.com",
    exp: 3597,
    app_id: sandboxClientId.replace("-oa2-client", ""),
    iat: Date.parse("2026-01-02T03:04:05Z") / 1_000,
  });
});

test("takes the token as bearer, as x-amz-access-token or in the query, at both addresses", async () => {
  const { access_token } = await tokens();
  for (const path of ["/user/profile", "/auth/o2/tokeninfo", "/auth/O2/tokeninfo"]) {
    for (const [suffix, headers] of [
      ["", { authorization: `Bearer ${access_token}` }],
      ["", { "x-amz-access-token": access_token }],
      [`?access_token=${encodeURIComponent(access_token)}`, {}],
    ] as [string, Record<string, string>][]) {
      const body = await (await request(`${path}${suffix}`, { headers })).json();
      expect(body).toMatchObject({ user_id: vera.userId });
    }
  }
});

test("gives id, e-mail and name for the profile scope, and nothing more", async () => {
  const { access_token } = await tokens();
  expect(await profile(access_token)).toEqual({ user_id: vera.userId, email: vera.email, name: vera.name });
});

test("gives the postal code with its leading zero only when that scope was granted", async () => {
  const { access_token } = await tokens({ scope: "profile postal_code" });
  expect(await profile(access_token)).toMatchObject({ postal_code: "01234" });
});

test("gives the id alone for profile:user_id", async () => {
  const { access_token } = await tokens({ scope: "profile:user_id" });
  expect(await profile(access_token)).toEqual({ user_id: vera.userId });
});

test("leaves out what the persona does not have, and keeps a hostile name as it is", async () => {
  const of = async (userId: string) => profile((await tokens({}, userId)).access_token);
  expect(await of(noah.userId)).toEqual({ user_id: noah.userId, name: noah.name });
  expect(await of(nameless.userId)).toEqual({ user_id: nameless.userId, email: nameless.email });
  expect(await of(hostile.userId)).toMatchObject({ name: hostile.name });
});

test("follows a persona whose e-mail changes while the id stays", async () => {
  const { access_token } = await tokens();
  await control("personas", { userId: vera.userId, name: vera.name, email: "new@example.test" });
  expect(await profile(access_token)).toEqual({ user_id: vera.userId, email: "new@example.test", name: vera.name });
});

test.each(["/user/profile", "/auth/o2/tokeninfo"])(
  "answers a bad, expired or missing token at %s with 400 and the description first",
  async (path) => {
    const { access_token, refresh_token } = await tokens();
    const answer = async (headers: Record<string, string>) => {
      const response = await request(path, { headers });
      expect([response.status, response.headers.get("www-authenticate")]).toEqual([400, null]);
      return response.text();
    };
    const invalid = `{"error_description":"The request has an invalid parameter : access_token","error":"invalid_token"}`;
    expect(await answer({ authorization: "Bearer Atza|x" })).toBe(invalid);
    expect(await answer({ authorization: `Bearer ${refresh_token}` })).toBe(invalid);
    expect(await answer({})).toContain("missing a required parameter : access_token");
    advance(3_600);
    expect(await answer({ authorization: `Bearer ${access_token}` })).toBe(invalid);
  },
);

test("has stable ids of Amazon's form, each of its own", () => {
  const ids = Object.values(builtInPersonas).map((persona) => persona.userId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^amzn1\.account\.[A-Z0-9]{28}$/);
  expect(vera.userId).toBe("amzn1.account.SANDBOXVERASHOPPER0000000000");
});

test("lists consents on the manage page; removing one stops codes and refresh tokens, and asks again", async () => {
  const { refresh_token, access_token } = await tokens();
  const other = await tokens({}, noah.userId);
  const unused = await code();
  const signedIn = await post("/ap/signin", { continue_to: "/ap/adam", user_id: vera.userId });
  const cookie = cookieOf(signedIn);
  expect(signedIn.headers.get("location")).toBe("/ap/adam");
  const html = await (await request("/ap/adam", { headers: { cookie } })).text();
  expect(html).toContain("Development Shop");
  const [form] = formsOf(html);
  expect(form?.button).toBe("Remove");
  await post("/ap/adam", form?.fields ?? {}, cookie);

  const refused = await token({ grant_type: "refresh_token", refresh_token });
  expect([refused.status, await refused.json()]).toEqual([
    400,
    { error_description: "The request has an invalid grant parameter : refresh_token", error: "invalid_grant" },
  ]);
  expect((await codeGrant({ code: unused })).status).toBe(400);
  expect(await profile(access_token)).toMatchObject({ user_id: vera.userId });
  expect((await token({ grant_type: "refresh_token", refresh_token: other.refresh_token })).status).toBe(200);
  expect(await (await request("/ap/adam", { headers: { cookie } })).text()).toContain("None at the moment.");
  expect((await request(authorizationPath(), { headers: { cookie } })).status).toBe(200);
});

test("shows the sign-in page instead of the manage page to nobody in particular, and removes nothing for them", async () => {
  const { refresh_token } = await tokens();
  expect(formsOf(await (await request("/ap/adam")).text()).map((form) => form.button)).toContain(vera.label);
  await post("/ap/adam", { client_id: sandboxClientId });
  expect((await token({ grant_type: "refresh_token", refresh_token })).status).toBe(200);
});
