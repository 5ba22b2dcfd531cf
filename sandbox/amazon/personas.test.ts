import { expect, test } from "vitest";
import { sandboxClientId } from "./defaults.ts";
import { builtInPersonas } from "./personas.ts";
import { authorizationPath, cookieOf, formsOf, useSandbox } from "./test-client.ts";

const { request, change, control, remove, post, tokens, token, code, codeGrant } = useSandbox();
const { vera, noah, sam } = builtInPersonas;

const profile = async (accessToken: string) =>
  (await request("/user/profile", { headers: { authorization: `Bearer ${accessToken}` } })).json();

test("changes what is said, removes what is null and leaves the rest, while the id stays", async () => {
  const { access_token } = await tokens({ scope: "profile postal_code" });
  const said = { user_id: vera.userId, name: vera.name, email: vera.email, postal_code: vera.postalCode };
  expect((await change("personas", { userId: vera.userId, email: "moved@example.test" })).status).toBe(200);
  expect(await profile(access_token)).toEqual({ ...said, email: "moved@example.test" });
  await change("personas", { userId: vera.userId, email: null, postalCode: "99999" });
  expect(await profile(access_token)).toEqual({ user_id: vera.userId, name: vera.name, postal_code: "99999" });
  await change("personas", { userId: vera.userId, name: null, postalCode: null });
  expect(await profile(access_token)).toEqual({ user_id: vera.userId });
});

test("lets a persona take over the address of another one, who has none then", async () => {
  const [taker, giver] = [await tokens({}, noah.userId), await tokens({}, sam.userId)];
  await change("personas", { userId: noah.userId, takeEmailFrom: sam.userId });
  expect(await profile(taker.access_token)).toEqual({ user_id: noah.userId, name: noah.name, email: sam.email });
  expect(await profile(giver.access_token)).toEqual({ user_id: sam.userId, name: sam.name });
});

test("closes an account: no token, code, session or consent of it is good any more", async () => {
  const { access_token, refresh_token } = await tokens();
  const unused = await code();
  const cookie = cookieOf(await post("/ap/signin", { continue_to: "/ap/adam", user_id: vera.userId }));
  expect((await remove(`personas?userId=${vera.userId}`)).status).toBe(200);
  expect(await profile(access_token)).toMatchObject({ error: "invalid_token" });
  expect((await token({ grant_type: "refresh_token", refresh_token })).status).toBe(400);
  expect((await codeGrant({ code: unused })).status).toBe(400);
  const buttons = formsOf(await (await request(authorizationPath(), { headers: { cookie } })).text()).map(({ button }) => button);
  expect(buttons).toContain(noah.label);
  expect(buttons).not.toContain(vera.label);
  expect(await (await request("/_sandbox/consents")).json()).toEqual([]);
  // Whoever opens one with the same id is somebody who has allowed nothing yet.
  await control("personas", { userId: vera.userId, name: "Vera Again" });
  expect(await profile(access_token)).toMatchObject({ error: "invalid_token" });
  expect((await remove("personas?userId=nobody")).status).toBe(404);
});

test("refuses to change nobody, to take from nobody, and what breaks the schema", async () => {
  expect((await change("personas", { userId: "nobody", name: "x" })).status).toBe(404);
  expect((await change("personas", { userId: vera.userId, takeEmailFrom: "nobody" })).status).toBe(404);
  for (const wrong of [{}, { userId: vera.userId, label: "x" }, { userId: vera.userId, email: 7 }, { userId: vera.userId, name: "x".repeat(20_001) }]) {
    expect((await change("personas", wrong)).status).toBe(400);
  }
});

test("asks somebody for whom a scope is voluntary, and grants the client nothing when it is left out", async () => {
  await change("personas", { userId: vera.userId, voluntaryScopes: ["profile"] });
  const cookie = cookieOf(await post("/ap/signin", { continue_to: "/ap/adam", user_id: vera.userId }));
  const [form] = formsOf(await (await request(authorizationPath(), { headers: { cookie } })).text());
  expect(form?.fields.granted).toBe("profile");
  const { granted: _granted, ...unticked } = form?.fields ?? {};
  const back = new URL((await post("/ap/consent", unticked, cookie)).headers.get("location") ?? "");
  expect(back.searchParams.get("scope")).toBe("");
  const { access_token } = (await (await codeGrant({ code: back.searchParams.get("code") ?? "" })).json()) as { access_token: string };
  expect(await profile(access_token)).toMatchObject({ error: "insufficient_scope" });
  const info = await request(`/auth/o2/tokeninfo?access_token=${encodeURIComponent(access_token)}`);
  expect(await info.json()).toMatchObject({ user_id: vera.userId, aud: sandboxClientId });
});
