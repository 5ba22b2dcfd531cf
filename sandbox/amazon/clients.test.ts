import { expect, test } from "vitest";
import { pairwiseUserId } from "./clients.ts";
import { sandboxClientId } from "./defaults.ts";
import { builtInPersonas } from "./personas.ts";
import { authorizationPath, defaultTestClient, useSandbox } from "./test-client.ts";

const { sandbox, request, control, remove, tokens, token, codeGrant, code } = useSandbox();
const { vera, noah } = builtInPersonas;

const late = {
  ...defaultTestClient,
  clientId: "amzn1.application-oa2-client.00000000000000000000000000000003",
  clientSecret: "late secret",
  name: "Late Shop",
  returnUrls: ["https://late.example/a", "https://late.example/b"],
};
const profile = async (accessToken: string) =>
  (await request("/user/profile", { headers: { authorization: `Bearer ${accessToken}` } })).json() as Promise<{ user_id: string }>;

/** What Vera's token of a client says her id is, at both addresses. */
async function idAt(client: { clientId: string; clientSecret: string; returnUrls: string[] }): Promise<string> {
  const redirect_uri = client.returnUrls[0];
  const issued = await code({ client_id: client.clientId, redirect_uri });
  const answer = await codeGrant({ code: issued, client_id: client.clientId, client_secret: client.clientSecret, redirect_uri });
  const { access_token } = (await answer.json()) as { access_token: string };
  const info = await (await request(`/auth/o2/tokeninfo?access_token=${encodeURIComponent(access_token)}`)).json();
  const { user_id } = await profile(access_token);
  expect(info).toMatchObject({ user_id, aud: client.clientId });
  return user_id;
}

test("takes a client while it runs, changes its return URLs, and removes it again", async () => {
  const [a, b] = late.returnUrls;
  const asked = async (redirect_uri = a) => (await request(authorizationPath({ client_id: late.clientId, redirect_uri }))).status;
  expect(await asked()).toBe(400);
  expect((await control("clients", late)).status).toBe(201);
  expect([await asked(a), await asked(b)]).toEqual([200, 200]);
  await control("clients", { ...late, returnUrls: [b] });
  expect([await asked(a), await asked(b)]).toEqual([400, 200]);
  expect((await remove(`clients?clientId=${late.clientId}`)).status).toBe(200);
  expect(await asked(b)).toBe(400);
  expect((await remove(`clients?clientId=${late.clientId}`)).status).toBe(404);
});

test("takes two secrets at once while they are rotated, and no third", async () => {
  await control("clients", { ...defaultTestClient, clientSecret: "new", secondSecret: "old" });
  for (const [client_secret, status] of [["new", 200], ["old", 200], ["", 401], ["undefined", 401]] as const) {
    expect((await codeGrant({ client_secret })).status).toBe(status);
  }
  await control("clients", { ...defaultTestClient, clientSecret: "new" });
  expect((await codeGrant({ client_secret: "old" })).status).toBe(401);
});

test("knows a disabled client no more, at no address", async () => {
  const { access_token, refresh_token } = await tokens();
  await control("clients", { ...defaultTestClient, disabled: true });
  const page = await request(authorizationPath());
  expect([page.status, await page.text()]).toEqual([400, expect.stringContaining("Unknown client_id")]);
  expect((await token({ grant_type: "refresh_token", refresh_token })).status).toBe(401);
  for (const path of ["/user/profile", "/auth/o2/tokeninfo"]) {
    expect((await request(path, { headers: { authorization: `Bearer ${access_token}` } })).status).toBe(400);
  }
});

test("gives a person one id for all clients of a company and another for every other company", async () => {
  await control("clients", late);
  expect(await idAt(defaultTestClient)).toBe(vera.userId);
  expect(await idAt(late)).toBe(vera.userId);
  await control("clients", { ...late, company: "Another company" });
  const foreign = await idAt(late);
  expect(foreign).toMatch(/^amzn1\.account\.[A-Z0-9]{28}$/);
  expect(foreign).not.toBe(vera.userId);
  expect(pairwiseUserId({ company: "Another company" }, vera.userId)).toBe(foreign);
  expect(pairwiseUserId({ company: "Another company" }, noah.userId)).not.toBe(foreign);
  expect(pairwiseUserId({ company: "A third" }, vera.userId)).not.toBe(foreign);
});

test("keeps a derived id for ever", () => {
  expect(pairwiseUserId({ company: "Another company" }, vera.userId)).toBe("amzn1.account.2XIPRWQU44JGFA6FBLE8KUWUIY0Q");
});

test("refuses a client that is none, and more than 100", async () => {
  const { name: _name, ...nameless } = late;
  for (const wrong of [nameless, { ...late, privacyUrl: "javascript:alert(1)" }, { ...late, returnUrls: "x" }, { ...late, extra: 1 }]) {
    expect((await control("clients", wrong)).status).toBe(400);
  }
  for (let index = sandbox().clients.all().length; index < 100; index += 1) sandbox().clients.put({ ...late, clientId: `c${index}` });
  expect((await control("clients", late)).status).toBe(409);
  expect((await control("clients", { ...late, clientId: sandboxClientId })).status).toBe(201);
});
