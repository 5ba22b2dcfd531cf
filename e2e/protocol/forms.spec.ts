import { formBody, forms, someAttempt, urlencoded, userForms } from "../fixtures/endpoints.ts";
import { type Answer, type Asking, type HttpBrowser, locationOf } from "../fixtures/http-browser.ts";
import { comeBack, expectRecovery, parameter, pathOf, rowCounts, sessionOf, signedIn, startEmail } from "../fixtures/journey.ts";
import { mailedCodes, newAddress, newestCode, newPersona, wrongCode } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";

/** What may be posted, from where, in what form, and how often: WP-09, IF-04, and guessing of codes. */

test.beforeEach(async ({ stack }) => void (await stack.sql.query(`DELETE FROM "RateLimit"`)));

const body = formBody;

/** All of them; whoever posts is signed in, so that the guard of a page does not stand in for what is asked here. */
const everyForm = [...forms, ...userForms];

async function nothingHappens(browser: HttpBrowser, path: string, asking: Asking, statuses: number[]): Promise<Answer> {
  const answer = await browser.request(path, asking);
  expect(statuses, `${asking.method} ${path} answered ${answer.status}`).toContain(answer.status);
  expect(answer.headers.get("location") ?? "").not.toContain("/ap/oa");
  expect(answer.setCookies).toEqual([]);
  return answer;
}

test("a form that does not come from a page of ours does nothing, whatever it says", async ({ stack, open }) => {
  const vera = open();
  await signedIn(stack, vera, newPersona(stack));
  const origin = stack.appUrl;
  const hostile: Record<string, string>[] = [
    {},
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "null", "sec-fetch-site": "cross-site" },
    { origin: "null", "sec-fetch-site": "same-site" },
    { origin: "null", "sec-fetch-site": "none" },
    { origin, "sec-fetch-site": "cross-site" },
    { origin, "sec-fetch-site": "same-site" },
    { origin: "https://evil.example", "sec-fetch-site": "same-origin" },
    { origin: `${origin}.evil.example`, "sec-fetch-site": "same-origin" },
    { origin: origin.replace("localhost", "127.0.0.1") },
    { origin: origin.replace(/:\d+$/, ":1") },
    { origin: origin.toUpperCase() },
    { referer: `${origin}/signin` },
    { origin, "sec-fetch-site": "same-origin, cross-site" },
    { "sec-fetch-site": "" },
  ];
  const before = await rowCounts(stack);
  for (const { path, fields } of everyForm) {
    for (const headers of hostile) {
      const answer = await nothingHappens(vera, path, { method: "POST", headers: { ...urlencoded, ...headers }, body: body(fields) }, [403]);
      expect(answer.body).toContain("We could not accept that");
    }
  }
  expect(await rowCounts(stack)).toEqual(before);
  expect(await sessionOf(vera)).not.toBeNull();
});

test("no cookie and no field stands in for coming from a page of ours", async ({ stack, open }) => {
  const vera = open();
  await signedIn(stack, vera, newPersona(stack));
  // What a neighbouring host could toss into the jar, or a library of another site would accept as a proof.
  const token = "a".repeat(64);
  for (const name of ["authjs.csrf-token", "__Host-authjs.csrf-token", "next-auth.csrf-token", "csrf", "XSRF-TOKEN", "_csrf"]) vera.plant(name, `${token}|${token}`);
  const before = await rowCounts(stack);
  for (const { path, fields } of everyForm) {
    const claims = { ...fields, csrfToken: token, _csrf: token, authenticity_token: token, _method: "POST", json: "true" };
    for (const headers of [{}, { origin: "https://evil.example" }, { "x-csrf-token": token, "x-xsrf-token": token, "x-requested-with": "XMLHttpRequest" }, { origin: "null", "sec-fetch-site": "cross-site", "x-auth-return-redirect": "1" }] as Record<string, string>[]) {
      await nothingHappens(vera, path, { method: "POST", headers: { ...urlencoded, ...headers }, body: body(claims) }, [403]);
    }
  }
  expect(await rowCounts(stack)).toEqual(before);
  expect(await sessionOf(vera)).not.toBeNull();
});

test("reading a form's address by GET or HEAD changes nothing, with its fields in the query or not", async ({ stack, open }) => {
  const vera = open();
  await signedIn(stack, vera, newPersona(stack));
  const before = await rowCounts(stack);
  const { rows: attempts } = await stack.sql.query(`SELECT "id" FROM "Attempt" ORDER BY "id"`);
  for (const { path, fields } of everyForm) {
    for (const method of ["GET", "HEAD"]) {
      for (const target of [path, `${path}?${body(fields)}`, `${path}/submit?${body(fields)}`, `${path}?_method=POST&${body(fields)}`]) {
        const answer = await vera.request(target, { method, headers: { "x-http-method-override": "POST", "x-method-override": "POST", "x-http-method": "POST" } });
        expect(answer.status, target).toBeLessThan(500);
        expect(answer.headers.get("location") ?? "").not.toContain("/ap/oa");
        expect(answer.setCookies, target).toEqual([]);
      }
    }
  }
  expect((await vera.get("/api/auth/signin/amazon")).status).toBe(405);
  expect((await vera.get("/api/auth/signin/amazon")).headers.get("allow")).toBe("POST");
  expect(await rowCounts(stack)).toEqual(before);
  expect((await stack.sql.query(`SELECT "id" FROM "Attempt" ORDER BY "id"`)).rows).toEqual(attempts);
  expect(await sessionOf(vera)).not.toBeNull();
});

test("a body of another kind than a form is refused before it is read", async ({ stack, open }) => {
  const vera = open();
  await signedIn(stack, vera, newPersona(stack));
  const own = { origin: stack.appUrl, "sec-fetch-site": "same-origin" };
  const before = await rowCounts(stack);
  for (const { path, fields } of everyForm) {
    const kinds: [string, string][] = [
      ["text/plain", JSON.stringify(fields)],
      ["text/plain;charset=UTF-8", body(fields)],
      ["multipart/form-data; boundary=x", `--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n`],
      ["application/xml", "<a/>"],
      ["", body(fields)],
      ["application/json", JSON.stringify(fields)],
      ["application/json", body(fields)],
    ];
    for (const [type, text] of kinds) await nothingHappens(vera, path, { method: "POST", headers: { ...own, ...(type ? { "content-type": type } : {}) }, body: text }, [400, 415]);
    for (const method of ["PUT", "PATCH", "DELETE"]) {
      await nothingHappens(vera, path, { method, headers: { ...own, ...urlencoded }, body: body(fields) }, [405]);
    }
  }
  expect(await rowCounts(stack)).toEqual(before);
});

test("fields that are missing, doubled, too long, or named like JavaScript's own are refused with a page", async ({ stack, open }) => {
  const vera = open();
  await signedIn(stack, vera, newPersona(stack));
  const before = await rowCounts(stack);
  const bodies = [
    "",
    "attempt=x",
    `attempt=${someAttempt}`,
    `attempt=${someAttempt}&code=1&code=2`,
    `attempt=${someAttempt}&attempt=${someAttempt}&action=not_mine`,
    `attempt=${someAttempt}&action=constructor`,
    `attempt=${someAttempt}&action=__proto__`,
    "__proto__=x&constructor=y&prototype=z",
    "__proto__[attempt]=x&__proto__[action]=not_mine",
    "attempt[]=x&action[]=not_mine",
    `attempt=${someAttempt}%00&action=not_mine&code=%00`,
    `attempt=${"a".repeat(50_000)}&action=not_mine`,
    "attempt=%E0%A4%A&action=%FF%FE&code=%",
    `attempt=' OR 1=1 --&action=not_mine`,
    `email=${"a".repeat(2_000)}`,
    `action=add&productId=__proto__`,
    `action=set&productId=wool-blanket&quantity=1e9`,
  ];
  for (const { path } of everyForm.filter((form) => !["/signout", "/api/auth/signin/amazon"].includes(form.path))) {
    for (const text of bodies) {
      const answer = await vera.request(path, { method: "POST", headers: { ...urlencoded, origin: stack.appUrl, "sec-fetch-site": "same-origin" }, body: text });
      expect([400, 404, 409, 422], `${path} ${text.slice(0, 60)} answered ${answer.status}`).toContain(answer.status);
      expect(answer.headers.get("content-type")).toContain("text/html");
      expect(answer.body).toMatch(/<h1/);
    }
  }
  // One that would be right but for a field that came twice, with the same value or another.
  for (const { path, fields } of everyForm) {
    const [[name, value] = ["x", "1"]] = Object.entries(fields);
    for (const twice of [value, "x"]) {
      const text = `${body({ [name]: twice })}&${body({ ...fields, [name]: value })}`;
      await nothingHappens(vera, path, { method: "POST", headers: { ...urlencoded, origin: stack.appUrl, "sec-fetch-site": "same-origin" }, body: text }, [400]);
    }
  }
  expect(await rowCounts(stack)).toEqual(before);
});

test("deep and large bodies are answered at once", async ({ stack, open }) => {
  const vera = open();
  const heavy = [
    Array.from({ length: 7_000 }, (_, index) => `k${index}=v`).join("&"),
    `attempt=${"%25".repeat(19_000)}`,
    `${"&".repeat(60_000)}`,
    `${"[".repeat(60_000)}`,
  ];
  for (const text of heavy) {
    const answer = await vera.request("/signin/verify", { method: "POST", headers: { ...urlencoded, origin: stack.appUrl, "sec-fetch-site": "same-origin" }, body: text });
    expect(answer.status).toBe(400);
    expect(answer.milliseconds).toBeLessThan(5_000);
  }
});

test("unknown actions and providers of the auth address are 404 or 405 and list nothing", async ({ stack, open }) => {
  const vera = open();
  const paths = ["", "signin", "signin/google", "signin/__proto__", "signin/amazon/x", "undefined", "__proto__", "constructor", "toString", "csrf", "providers", "signout", "error", "verify-request", "callback", "callback/email", "callback/credentials", "callback/__proto__", "webauthn-options", "_log", "%2e%2e/x", "SIGNIN/AMAZON", "signin%2Famazon"];
  for (const path of paths) {
    for (const method of ["GET", "POST"] as const) {
      const own = method === "POST" ? { headers: { ...urlencoded, origin: stack.appUrl, "sec-fetch-site": "same-origin" }, body: "x=1" } : {};
      const answer = await vera.request(`/api/auth/${path}`, { method, ...own });
      expect([404, 405, 308], `${method} ${path} answered ${answer.status}`).toContain(answer.status);
      expect(answer.body.length > 300 ? "a page" : answer.body).not.toMatch(/amazon|oauth|csrfToken/i);
      expect(answer.setCookies).toEqual([]);
    }
  }
  expect((await vera.request("/api/auth/session", { method: "POST", headers: { ...urlencoded, origin: stack.appUrl }, body: "" })).status).toBe(405);
  expect((await vera.post("/api/auth/callback/amazon", { code: "x", state: "y" })).status).toBe(405);
});

test("a mailed code survives five wrong tries, in sequence or at once, and the sixth is not looked at", async ({ stack, open }) => {
  const email = newAddress();
  const vera = open();
  const attempt = await startEmail(vera, email);
  const code = await newestCode(stack, email);
  const guesses = await Promise.all(Array.from({ length: 12 }, (_, index) => vera.copy().post("/signin/verify", { attempt, code: wrongCode(code, index + 1) })));
  expect(guesses.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 422));
  expect(guesses.filter((guess) => guess.body.includes("this code no longer works"))).toHaveLength(8);
  expect((await vera.post("/signin/verify", { attempt, code })).status).toBe(422);
  expect(await sessionOf(vera)).toBeNull();
  const { rows } = await stack.sql.query<{ wrongTries: number; usedAt: Date | null }>(`SELECT "wrongTries", "usedAt" FROM "EmailCode" WHERE "attemptId" = $1`, [attempt]);
  expect(rows).toEqual([{ wrongTries: 5, usedAt: null }]);
  // Another code for the same attempt works, the old one does not come back.
  await vera.post("/signin/verify", { attempt, action: "resend" });
  const newer = await newestCode(stack, email, 2);
  if (newer !== code) expect((await vera.post("/signin/verify", { attempt, code })).status).toBe(422);
  expect(pathOf(await vera.post("/signin/verify", { attempt, code: newer }))).toBe("/account");
});

test("guessing over many attempts runs into the limit of the client, and then even the right code is not heard", async ({ stack, open }) => {
  const guesser = open();
  const address = newAddress();
  const attempts: { attempt: string; code: string }[] = [];
  for (let index = 0; index < 11; index += 1) {
    const email = newAddress();
    const attempt = await startEmail(guesser, email);
    attempts.push({ attempt, code: await newestCode(stack, email) });
  }
  const answers: Answer[] = [];
  for (const { attempt, code } of attempts) for (let step = 1; step <= 5; step += 1) answers.push(await guesser.post("/signin/verify", { attempt, code: wrongCode(code, step) }));
  const limited = answers.filter(({ status, headers }) => status === 429 && headers.has("retry-after"));
  expect(limited.length).toBeGreaterThanOrEqual(4);
  expect(Number(limited.at(-1)?.headers.get("retry-after"))).toBeGreaterThan(60);
  const last = attempts.at(-1);
  const late = await guesser.post("/signin/verify", { attempt: last?.attempt ?? "", code: last?.code ?? "" }, { "x-forwarded-for": "203.0.113.77" });
  expect(late.status).toBe(429);
  expect(await sessionOf(guesser)).toBeNull();
  // The table that counts names nobody.
  const { rows } = await stack.sql.query<{ key: string }>(`SELECT "key" FROM "RateLimit"`);
  expect(rows.map(({ key }) => key).join("\n")).not.toMatch(/127\.0\.0\.1|::1|@|example/);
  expect(address).toContain("@");
});

test("one address gets five mails in a quarter of an hour, whoever asks, and the answer is the same for known and unknown", async ({ stack, open }) => {
  const email = newAddress();
  const answers: Answer[] = [];
  for (let index = 0; index < 7; index += 1) answers.push(await open().post("/signin/check-email", { email: index % 2 ? email.toUpperCase() : email }, { "x-forwarded-for": `203.0.113.${index}` }));
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303, 303, 429, 429]);
  expect(Number(answers[6]?.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await mailedCodes(stack, email, 5)).toHaveLength(5);
  await stack.sql.query(`DELETE FROM "RateLimit"`);
  const shapes = [];
  for (const address of ["sam@example.test", newAddress()]) {
    const browser = open();
    const answer = await browser.post("/signin/check-email", { email: address });
    const page = await browser.get(pathOf(answer));
    const plain = (text: string) => text.replaceAll(address, "ADDRESS").replaceAll(/[\da-f]{8}-[\da-f-]{27}|nonce="[^"]+"|nonce-[\w+/=]+|[\w-]{43}/g, "X");
    shapes.push([answer.status, plain(pathOf(answer)), [...answer.headers.keys()].sort(), answer.setCookies.map((line) => line.split("=")[0]), page.status, plain(page.body).replaceAll(/\\"nonce\\":\\"[^"]+"/g, "")]);
  }
  expect(shapes[0]).toEqual(shapes[1]);
});

test("a code is for one browser, one attempt, one use and ten minutes", async ({ stack, open }) => {
  const [vera, mal] = [open(), open()];
  const email = newAddress();
  const attempt = await startEmail(vera, email, "/bag");
  const malAttempt = await startEmail(mal, newAddress());
  const code = await newestCode(stack, email);
  await expectRecovery(mal, await mal.post("/signin/verify", { attempt, code }), "state_mismatch");
  expect((await mal.post("/signin/verify", { attempt: malAttempt, code })).status).toBe(422);
  await expectRecovery(mal, await mal.post("/signin/verify", { attempt, action: "resend" }), "state_mismatch");
  expect(await mailedCodes(stack, email)).toHaveLength(1);
  await stack.sql.query(`UPDATE "EmailCode" SET "expires" = now() - interval '1 second' WHERE "attemptId" = $1`, [attempt]);
  expect((await vera.post("/signin/verify", { attempt, code })).status).toBe(410);
  await stack.sql.query(`UPDATE "EmailCode" SET "expires" = now() + interval '1 minute' WHERE "attemptId" = $1`, [attempt]);
  const answers = await Promise.all(Array.from({ length: 6 }, () => vera.copy().post("/signin/verify", { attempt, code })));
  expect(answers.filter((answer) => answer.status === 303 && pathOf(answer) === "/bag")).toHaveLength(1);
  const { rows } = await stack.sql.query(`SELECT 1 FROM "Session" s JOIN "User" u ON u."id" = s."userId" WHERE u."provedEmail" = $1`, [email]);
  expect(rows).toHaveLength(1);
});

test("an attempt that expired takes no code", async ({ stack, open }) => {
  const vera = open();
  const email = newAddress();
  const attempt = await startEmail(vera, email);
  const code = await newestCode(stack, email);
  await stack.sql.query(`UPDATE "Attempt" SET "expires" = now() - interval '1 second' WHERE "id" = $1`, [attempt]);
  await expectRecovery(vera, await vera.post("/signin/verify", { attempt, code }), "attempt_expired");
  expect(await sessionOf(vera)).toBeNull();
});

test("addresses that are not one plain address get no mail and no row", async ({ stack, open }) => {
  const before = await rowCounts(stack);
  const mails = stack.mailbox.mails.all().length;
  const odd = ["", "x", "@", "a@b", "a@example", "two@example.test,three@example.test", "two@example.test three@example.test", "vera@example.test\r\nBcc: mal@example.test", "vera@example.test\nX: 1", "ｖera@example.test", "vera＠example.test", "vera@example.test.", '"quoted local"@example.test', "vera@[127.0.0.1]", "vera@127.0.0.1", "vera@@example.test", "vera@example..test", ".vera@example.test", "ve\u202era@example.test", "ve\u200bra@example.test", "<vera@example.test>", "Vera <vera@example.test>", `${"a".repeat(65)}@example.test`, `${"a".repeat(5_000)}@example.test`, "vera@example.test\u0000", "vera%40example.test", "vera@example.test/../x"];
  for (const email of odd) {
    const answer = await open().post("/signin/check-email", { email });
    expect([400, 422], `${JSON.stringify(email.slice(0, 40))} answered ${answer.status}`).toContain(answer.status);
    expect(answer.setCookies).toEqual([]);
  }
  expect(stack.mailbox.mails.all()).toHaveLength(mails);
  expect(await rowCounts(stack)).toEqual(before);
});

test("signing out needs a form of ours, and the address alone only asks", async ({ stack, open }) => {
  const vera = open();
  await signedIn(stack, vera, newPersona(stack));
  for (const path of ["/signout", "/signout?scope=everywhere", "/signout/submit", "/api/auth/signout"]) await vera.get(path);
  expect(await sessionOf(vera)).not.toBeNull();
  expect(locationOf(await vera.post("/signout", { scope: "this", returnTo: "//evil.example" })).origin).toBe(stack.appUrl);
  expect(await sessionOf(vera)).toBeNull();
});

test("a callback does not take its parameters from a form", async ({ stack, open }) => {
  const vera = open();
  const { callback, started, code } = await comeBack(stack, vera, newPersona(stack));
  expect((await vera.post("/api/auth/callback/amazon", { code, state: started.state })).status).toBe(405);
  expect((await vera.post(callback, { code, state: started.state })).status).toBe(405);
  expect(parameter(pathOf(await vera.get(callback)), "code")).toBe("");
});
