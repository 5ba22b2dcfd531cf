import { expect, test } from "vitest";
import { sandboxReturnUrl } from "./defaults.ts";
import { builtInPersonas } from "./personas.ts";
import { authorizationPath, cookieOf, formsOf, otherClient, useSandbox } from "./test-client.ts";

const { sandbox, request, post, control } = useSandbox();
const { vera, noah, hostile } = builtInPersonas;

async function press(html: string, button: string, cookie: string): Promise<Response> {
  const form = formsOf(html).find((candidate) => candidate.button === button);
  if (!form) throw new Error(`no button ${button}`);
  return post(form.action, form.fields, cookie);
}

async function signIn(path: string, label: string = vera.label) {
  const page = await (await request(path)).text();
  const signedIn = await press(page, label, "");
  return { cookie: cookieOf(signedIn), location: signedIn.headers.get("location") ?? "", status: signedIn.status };
}

async function consentHtml(path: string, label: string) {
  const { cookie, location } = await signIn(path, label);
  return { cookie, html: await (await request(location, { headers: { cookie } })).text() };
}

const errorPages: [string, Record<string, string | undefined>, string][] = [
  ["an unknown client", { client_id: "amzn1.application-oa2-client.nobody" }, "Unknown client_id"],
  ["no client", { client_id: undefined }, "The request is missing a required parameter : client_id"],
  ["no redirect URI", { redirect_uri: undefined }, "The request is missing a required parameter : redirect_uri"],
  [
    "a redirect URI that only begins like a registered one",
    { redirect_uri: `${sandboxReturnUrl}/more` },
    "The redirect URI you provided has not been whitelisted for your application",
  ],
  [
    "a redirect URI with another query than the registered one",
    { client_id: otherClient.clientId, redirect_uri: "https://other.example/back" },
    "The redirect URI you provided has not been whitelisted for your application",
  ],
];

test.each(errorPages)("shows its own 400 page and never redirects for %s", async (_name, changes, line) => {
  const response = await request(authorizationPath(changes));
  const html = await response.text();
  expect(response.status).toBe(400);
  expect(response.headers.get("location")).toBeNull();
  for (const text of ["We&#39;re sorry!", "Error Summary", "400 Bad Request", line, "Request Details"]) {
    expect(html).toContain(text);
  }
});

test("refuses a repeated redirect URI on its own page even when one of them is registered", async () => {
  const response = await request(`${authorizationPath()}&redirect_uri=https%3A%2F%2Fevil.example`);
  expect([response.status, response.headers.get("location")]).toEqual([400, null]);
});

test("escapes the parameters that the error page echoes", async () => {
  const html = await (await request(authorizationPath({ client_id: '"><script>alert(1)</script>' }))).text();
  expect(html).toContain("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(html).not.toContain("<script");
});

const redirects: [string, Record<string, string | undefined>, string, string][] = [
  ["an unknown scope", { scope: "openid profile" }, "An unknown scope was requested", "invalid_scope"],
  ["no scope", { scope: undefined }, "The request is missing a required parameter : scope", "invalid_request"],
  [
    "the implicit grant",
    { response_type: "token" },
    "The authorization server does not support this response type",
    "unsupported_response_type",
  ],
  [
    "no response type",
    { response_type: undefined },
    "The request is missing a required parameter : response_type",
    "invalid_request",
  ],
  [
    "a short challenge",
    { code_challenge: "short" },
    "The request has an invalid parameter : code_challenge",
    "invalid_request",
  ],
  [
    "an unknown challenge method",
    { code_challenge_method: "S512" },
    "The request has an invalid parameter : code_challenge_method",
    "invalid_request",
  ],
  [
    "a challenge method without a challenge",
    { code_challenge: undefined },
    "The request is missing a required parameter : code_challenge",
    "invalid_request",
  ],
];

test.each(redirects)("redirects with description, state and error in this order for %s", async (_name, changes, description, error) => {
  const response = await request(authorizationPath(changes));
  const fields = new URLSearchParams([
    ["error_description", description],
    ["state", "st a/te"],
    ["error", error],
  ]);
  expect([response.status, response.headers.get("location")]).toEqual([302, `${sandboxReturnUrl}?${fields}`]);
});

test("offers every persona as a form of its own that needs no script", async () => {
  const html = await (await request(authorizationPath())).text();
  expect(formsOf(html).map((form) => form.button)).toEqual(
    Object.values(builtInPersonas).map((persona) => persona.label),
  );
  expect(html).not.toContain("<script");
});

test("asks for consent with the values to be shared, then redirects with code, scope and state in this order", async () => {
  const { cookie, html } = await consentHtml(authorizationPath(), vera.label);
  for (const text of ["Development Shop", vera.name, vera.email]) expect(html).toContain(text);
  expect(formsOf(html).map((form) => form.button)).toEqual(["Allow", "Cancel", "Use another account"]);
  const allowed = await press(html, "Allow", cookie);
  expect(allowed.status).toBe(302);
  expect(allowed.headers.get("location")).toMatch(
    /^http:\/\/localhost:3000\/api\/auth\/callback\/amazon\?code=AN[A-Za-z0-9]{18}&scope=profile&state=st\+a%2Fte$/,
  );
});

test("keeps the query of a registered redirect URI and adds to it", async () => {
  const changes = { client_id: otherClient.clientId, redirect_uri: otherClient.returnUrls[0], state: undefined };
  const { cookie, html } = await consentHtml(authorizationPath(changes), vera.label);
  const allowed = await press(html, "Allow", cookie);
  expect(allowed.headers.get("location")).toMatch(/^https:\/\/other\.example\/back\?close&code=AN\w{18}&scope=profile$/);
});

test("sends a cancel back with the description first and its full stop", async () => {
  const { cookie, html } = await consentHtml(authorizationPath({ state: "xyz" }), vera.label);
  const cancelled = await press(html, "Cancel", cookie);
  expect(cancelled.headers.get("location")).toBe(
    `${sandboxReturnUrl}?error_description=Access+not+permitted.&state=xyz&error=access_denied`,
  );
});

test("remembers consent per persona, client and scope, and then redirects at once", async () => {
  const both = { scope: "profile postal_code" };
  const { cookie, html } = await consentHtml(authorizationPath(both), vera.label);
  await press(html, "Allow", cookie);
  const asked = async (changes: Record<string, string>) =>
    (await request(authorizationPath(changes), { headers: { cookie } })).status === 200;
  for (const scope of ["profile postal_code", "profile", "postal_code", "postal_code profile:user_id"]) {
    expect(await asked({ scope })).toBe(false);
  }
  expect(await asked({ client_id: otherClient.clientId, redirect_uri: otherClient.returnUrls[0] ?? "" })).toBe(true);
  const noahs = await consentHtml(authorizationPath(), noah.label);
  expect(noahs.html).toContain("Allow");
  await press(noahs.html, "Allow", noahs.cookie);
  expect((await request(authorizationPath(both), { headers: { cookie: noahs.cookie } })).status).toBe(200);
});

const voluntaryPostalCode = {
  scope: "profile postal_code",
  scope_data: `{"profile":{"essential":true},"postal_code":{"essential":false},"other":{"essential":false}}`,
};

test("offers a ticked box for what scope_data makes voluntary, and grants what stays ticked", async () => {
  const { cookie, html } = await consentHtml(authorizationPath(voluntaryPostalCode), vera.label);
  expect(html.match(/<input type="checkbox"[^>]*>/g)).toEqual([
    `<input type="checkbox" name="granted" value="postal_code" checked>`,
  ]);
  const allowed = await press(html, "Allow", cookie);
  expect(allowed.headers.get("location")).toContain("&scope=profile+postal_code&");
});

test("leaves an unticked scope out of the answer, remembers that, and asks again once it is essential", async () => {
  const path = authorizationPath(voluntaryPostalCode);
  const { cookie, html } = await consentHtml(path, vera.label);
  const form = formsOf(html).find(({ button }) => button === "Allow");
  // What is essential cannot be left out by leaving fields out of the form.
  const { granted: _granted, ...fields } = form?.fields ?? {};
  const allowed = await post("/ap/consent", fields, cookie);
  expect(allowed.headers.get("location")).toContain("&scope=profile&");
  const again = await request(path, { headers: { cookie } });
  expect([again.status, again.headers.get("location")]).toEqual([302, expect.stringContaining("&scope=profile&")]);
  const essential = await request(authorizationPath({ scope: "profile postal_code" }), { headers: { cookie } });
  expect(essential.status).toBe(200);
});

test("offers a box for what the client's entry makes voluntary, without scope_data", async () => {
  const { clientId, clientSecret, name, privacyUrl, returnUrls } = otherClient;
  await control("clients", { clientId, clientSecret, name, privacyUrl, returnUrls, voluntaryScopes: ["profile"] });
  const changes = { client_id: clientId, redirect_uri: returnUrls[0], scope: "profile profile:user_id" };
  const { cookie, html } = await consentHtml(authorizationPath(changes), vera.label);
  const form = formsOf(html).find(({ button }) => button === "Allow");
  const { granted, ...fields } = form?.fields ?? {};
  expect(granted).toBe("profile");
  const allowed = await post("/ap/consent", fields, cookie);
  expect(allowed.headers.get("location")).toContain("&scope=profile%3Auser_id&");
});

test.each(["{", "[]", "7", `{"profile":true}`, `{"profile":{"essential":"no"}}`])("refuses the scope_data %s", async (scope_data) => {
  const response = await request(authorizationPath({ scope_data }));
  const description = new URLSearchParams({ error_description: "The request has an invalid parameter : scope_data" });
  expect(response.headers.get("location")).toContain(`?${description}&state=`);
});

test("asks for no consent when only profile:user_id is wanted", async () => {
  const { cookie, location } = await signIn(authorizationPath({ scope: "profile:user_id" }));
  const response = await request(location, { headers: { cookie } });
  expect(response.status).toBe(302);
  expect(response.headers.get("location")).toContain("scope=profile%3Auser_id&state=");
});

test("shows again what would be shared when somebody else signed in since the consent page was shown", async () => {
  const { html } = await consentHtml(authorizationPath(), vera.label);
  const { cookie } = await signIn(authorizationPath(), noah.label);
  const response = await press(html, "Allow", cookie);
  expect(response.status).toBe(303);
  expect(response.headers.get("location")).toBe(authorizationPath());
  expect(sandbox().ledger.issued).toEqual([]);
});

test("lets the shopper choose another account from the consent page", async () => {
  const { cookie, html } = await consentHtml(authorizationPath(), vera.label);
  const switched = await press(html, "Use another account", cookie);
  expect(switched.headers.get("location")).toBe(authorizationPath());
  const page = await (await request(authorizationPath(), { headers: { cookie } })).text();
  expect(formsOf(page)).toHaveLength(Object.keys(builtInPersonas).length);
});

test("ends the sandbox session on the sign-out page, so that another persona can be chosen", async () => {
  const { cookie } = await consentHtml(authorizationPath(), vera.label);
  const out = await request("/signout", { headers: { cookie } });
  expect(out.headers.get("set-cookie")).toContain("Max-Age=0");
  const page = await (await request(authorizationPath(), { headers: { cookie } })).text();
  expect(formsOf(page).map((form) => form.button)).toContain(noah.label);
});

test("shows a hostile name escaped, clipped and without direction marks", async () => {
  const { html } = await consentHtml(authorizationPath(), hostile.label);
  expect(hostile.name).toHaveLength(10_000 + hostile.name.indexOf('"><a'));
  expect(html).toContain("&lt;script&gt;");
  expect(html).not.toMatch(/<script|<img|[\u200E\u200F\u202A-\u202E\u2066-\u2069]/);
  expect(html.length).toBeLessThan(10_000);
});

test("escapes the client's name, and a persona that was added while the sandbox runs", async () => {
  await control("personas", { name: "<i>Late</i> \u202Enrut" });
  const changes = { client_id: otherClient.clientId, redirect_uri: otherClient.returnUrls[0] };
  const signInHtml = await (await request(authorizationPath(changes))).text();
  expect(signInHtml).toContain("&lt;i&gt;Late&lt;/i&gt; \uFFFDnrut");
  const { html } = await consentHtml(authorizationPath(changes), vera.label);
  expect(html).toContain("Other &lt;Shop&gt;");
});

test("goes to no other site after signing in, whatever the form says", async () => {
  for (const continue_to of ["https://evil.example", "//evil.example/ap/oa?", "/ap/oa?\r\nx: y", "/ap/oa"]) {
    const response = await post("/ap/signin", { continue_to, user_id: vera.userId });
    expect(response.headers.get("location")).toBe("/ap/adam");
  }
});

const everyPage = ["/", authorizationPath(), authorizationPath({ client_id: "x" }), "/ap/adam", "/signout", "/nowhere", "/_sandbox", "/_sandbox/page/x"];

test("sends every page with a strict policy that leaves redirects after a form alone", async () => {
  for (const path of everyPage) {
    const { headers } = await request(path);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; frame-ancestors 'none'$/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("cache-control")).toBe("no-store");
  }
});

test("says on every page that it is not Amazon", async () => {
  for (const path of everyPage) {
    expect(await (await request(path)).text()).toContain("Sandbox — this is not Amazon");
  }
});

test("keeps people signed in at two sandboxes on one machine, whose cookies know no ports", async () => {
  const { cookie } = await signIn(authorizationPath());
  expect(cookie).toMatch(new RegExp(`^sandbox_amazon_session_${new URL(sandbox().url).port}=`));
});

test("refuses other methods with 405 and unknown addresses with 404, discovery among them", async () => {
  expect((await request("/ap/oa", { method: "POST" })).status).toBe(405);
  expect((await request("/auth/o2/token")).headers.get("allow")).toBe("POST");
  expect((await request("/.well-known/openid-configuration")).status).toBe(404);
  expect((await post("/auth/o2/revoke", {})).status).toBe(404);
});
