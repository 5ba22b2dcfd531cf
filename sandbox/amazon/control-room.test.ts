import { expect, test } from "vitest";
import { controlForms } from "./control-forms.ts";
import { sandboxClientId } from "./defaults.ts";
import { builtInPersonas } from "./personas.ts";
import { defaultTestClient, formsOf, useSandbox } from "./test-client.ts";

const { sandbox, request, control, tokens } = useSandbox();
const { vera, sam, noah, hostile } = builtInPersonas;

/** Sends a form as a browser does from the control room, or from elsewhere. */
const send = (action: string, fields: Record<string, string> | [string, string][], headers: Record<string, string> = {}) =>
  request(`/_sandbox/page/${action}`, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { origin: sandbox().url, "sec-fetch-site": "same-origin", ...headers },
  });
const page = async () => (await request("/_sandbox")).text();
const client = {
  client_id: sandboxClientId,
  name: "Renamed",
  secret: "one",
  second_secret: "two",
  return_urls: "https://a.example/back\r\nhttps://b.example/back\r\n",
  privacy_url: "https://a.example/privacy",
  company: "Others",
  voluntary: "profile",
  disabled: "yes",
};

/** Of every form: what is sent, and how one sees that it was done. */
const cases: Record<string, { fields: () => Record<string, string> | [string, string][]; seen: () => unknown; expected: () => unknown }> = {
  settings: {
    fields: () => ({ ...sandbox().settings.all(), region: "fe", clockOffsetSeconds: "60" }),
    seen: () => sandbox().settings.all(),
    expected: () => expect.objectContaining({ region: "fe", clockOffsetSeconds: 60, pkce: "enforced" }),
  },
  "fault-add": {
    fields: () => ({ endpoint: "token", user_id: vera.userId, times: "2", preset: "too_many", json: "" }),
    seen: () => sandbox().faults.all().at(-1),
    expected: () => expect.objectContaining({ endpoint: "token", userId: vera.userId, times: 2, status: 429 }),
  },
  "fault-stop": {
    fields: () => ({ id: String(sandbox().faults.all()[0]?.id) }),
    seen: () => sandbox().faults.all().map(({ status }) => status),
    expected: () => [502],
  },
  "fault-stop-all": { fields: () => ({}), seen: () => sandbox().faults.all(), expected: () => [] },
  "persona-add": {
    fields: () => ({ name: "Zoe", email: "", postal_code: "00001" }),
    seen: () => sandbox().personas.all().at(-1),
    expected: () => ({ userId: expect.any(String), label: "Zoe", about: expect.any(String), name: "Zoe", postalCode: "00001" }),
  },
  "persona-change": {
    fields: () => [["user_id", vera.userId], ["name", ""], ["email", "v@example.test"], ["voluntary", "profile"], ["voluntary", "postal_code"]],
    seen: () => sandbox().personas.find(vera.userId),
    expected: () => ({ userId: vera.userId, label: vera.label, about: vera.about, email: "v@example.test", voluntaryScopes: ["profile", "postal_code"] }),
  },
  "persona-take": {
    fields: () => ({ user_id: noah.userId, from: sam.userId }),
    seen: () => [noah, sam].map(({ userId }) => sandbox().personas.find(userId)?.email),
    expected: () => [sam.email, undefined],
  },
  "persona-close": {
    fields: () => ({ user_id: sam.userId }),
    seen: () => sandbox().personas.find(sam.userId),
    expected: () => undefined,
  },
  "client-put": {
    fields: () => client,
    seen: () => sandbox().clients.get(sandboxClientId),
    expected: () => ({
      clientId: sandboxClientId,
      clientSecret: "one",
      secondSecret: "two",
      name: "Renamed",
      privacyUrl: "https://a.example/privacy",
      returnUrls: ["https://a.example/back", "https://b.example/back"],
      company: "Others",
      voluntaryScopes: ["profile"],
      disabled: true,
    }),
  },
  "client-remove": {
    fields: () => ({ client_id: sandboxClientId }),
    seen: () => sandbox().clients.get(sandboxClientId),
    expected: () => undefined,
  },
  "consent-remove": {
    fields: () => ({ user_id: vera.userId, client_id: sandboxClientId }),
    seen: () => sandbox().ledger.issued.map(({ kind, endedBy }) => [kind, endedBy]),
    expected: () => [["code", "used"], ["refresh_token", "removed"], ["access_token", undefined]],
  },
  "ledger-forget": { fields: () => ({}), seen: () => sandbox().ledger.read({}), expected: () => ({ issued: [], calls: [] }) },
  reset: { fields: () => ({}), seen: () => sandbox().faults.all(), expected: () => [] },
};

test("has a case for every form", () => {
  expect(Object.keys(cases).sort()).toEqual([...controlForms].sort());
});

test.each(Object.entries(cases))("does what the form %s asks for and comes back to the page", async (action, { fields, seen, expected }) => {
  await tokens();
  for (const status of [501, 502]) sandbox().faults.add({ endpoint: "profile", status });
  const answer = await send(action, fields());
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/_sandbox"]);
  expect(seen()).toEqual(expected());
});

test.each(Object.keys(cases))("does not do what a foreign page sends to the form %s", async (action) => {
  const before = JSON.stringify([sandbox().settings.all(), sandbox().faults.all(), sandbox().personas.all(), sandbox().clients.all()]);
  const fields = cases[action]?.fields() ?? {};
  const elsewhere: Record<string, string>[] = [
    { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
    { origin: "null", "sec-fetch-site": "cross-site" },
    { origin: "http://127.0.0.1:3000", "sec-fetch-site": "same-site" },
    { origin: "http://localhost:4400" },
    { origin: "" },
  ];
  for (const headers of elsewhere) {
    expect((await send(action, fields, headers)).status, JSON.stringify(headers)).toBe(403);
  }
  expect(JSON.stringify([sandbox().settings.all(), sandbox().faults.all(), sandbox().personas.all(), sandbox().clients.all()])).toBe(before);
});

test("takes the forms of an older browser, which says the origin alone, and nothing without an origin", async () => {
  const bare = (headers: Record<string, string>) => request("/_sandbox/page/fault-stop-all", { method: "POST", body: new URLSearchParams(), headers });
  expect((await bare({ origin: sandbox().url })).status).toBe(303);
  expect((await bare({})).status).toBe(403);
});

test("says what is wrong with a form, and does nothing then", async () => {
  const wrong: [string, Record<string, string>, RegExp][] = [
    ["fault-add", { endpoint: "nowhere", preset: "hang" }, /endpoint/],
    ["fault-add", { endpoint: "token", json: "{" }, /not JSON/],
    ["fault-add", { endpoint: "token", json: "[]" }, /not a JSON object/],
    ["fault-add", { endpoint: "token", json: `{"unknown":1}` }, /unknown/],
    ["fault-add", { endpoint: "token", preset: "hang", times: "many" }, /times/],
    ["fault-stop", { id: "7" }, /ended already/],
    ["persona-change", { user_id: "nobody" }, /no such persona/],
    ["client-put", { ...client, privacy_url: "x" }, /privacyUrl/],
    ["consent-remove", {}, /no such consent/],
    ["settings", { region: "us" }, /region/],
    ["toString", {}, /no such form/],
  ];
  for (const [action, fields, words] of wrong) {
    const answer = await send(action, fields);
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringMatching(words)]);
  }
  expect(sandbox().faults.all()).toEqual([]);
});

test("is there for this machine only, by GET, and takes forms by POST", async () => {
  expect((await request("/_sandbox", { method: "POST" })).status).toBe(405);
  expect((await request("/_sandbox/page/reset")).headers.get("allow")).toBe("POST");
  expect((await send("reset", {}, { "content-type": "text/plain" })).status).toBe(415);
});

test("shows what is there, in forms that work without script", async () => {
  await tokens();
  await control("faults", { endpoint: "token", userId: vera.userId, times: 3, status: 503 });
  const html = await page();
  for (const text of ["token, for <bdi>Vera Shopper</bdi>", "3× more", vera.email, defaultTestClient.name, "POST /auth/o2/token", "Atzr|", "sent 1×"]) {
    expect(html).toContain(text);
  }
  expect(html).not.toMatch(/<script|<img/);
  const actions = formsOf(html).map(({ action }) => action.slice("/_sandbox/page/".length));
  expect([...new Set(actions)].sort()).toEqual([...controlForms].sort());
});

test("sends the fields of a persona back as they are, whatever they hold", async () => {
  const html = await page();
  expect(html).toContain(`<h3 id="persona-5"><bdi>${hostile.label}</bdi></h3>`);
  expect(html).not.toMatch(/<script|<img|<a href="javascript/);
});

test("stays small, however much there is", async () => {
  while (sandbox().personas.add({ name: "Somebody", email: "somebody@example.test" }));
  for (let index = 0; index < 100; index += 1) sandbox().faults.add({ endpoint: "token", body: "x".repeat(10_000) });
  for (let index = 0; index < 300; index += 1) await request("/user/profile");
  const html = await page();
  expect(html.length).toBeLessThan(2_000_000);
  expect(html).toContain("And 950 more.");
});
