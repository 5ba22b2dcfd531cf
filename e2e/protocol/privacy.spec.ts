import { askAsRouter } from "../fixtures/guarded.ts";
import { type Answer, HttpBrowser } from "../fixtures/http-browser.ts";
import { databaseText } from "../fixtures/invariants.ts";
import { comeBack, expectLoggedOnce, parameter, pathOf, sessionOf, signedIn, signInWithAmazon, startEmail } from "../fixtures/journey.ts";
import { newestCode, newPersona, newProvedUser, wrongCode } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import { expectFailed } from "../fixtures/sandbox-control.ts";
import type { Stack } from "../fixtures/stack.ts";

/**
 * What is written down about people, at the most talkative log level: PR-01. The search for secrets runs after every
 * test of this folder; here the whole journey is walked so that there is something to find.
 */

test("no code, token, verifier, session, mailed code or address is in a log line, and no secret in a column", async ({ stack, open, journal }) => {
  await stack.sql.query(`DELETE FROM "RateLimit"`);
  const [vera, mal, persona] = [open(), open(), newPersona(stack)];
  await vera.post("/bag", { action: "add", productId: "wool-blanket" });
  const { callback, code, started } = await comeBack(stack, vera, persona, "/bag");
  await vera.get(callback);
  await vera.get(callback);
  await mal.get(callback);
  await vera.get("/account");
  const { email } = await newProvedUser(stack);
  const colliding = newPersona(stack, { email });
  const ladder = await signInWithAmazon(stack, mal, colliding);
  const attempt = parameter(pathOf(ladder), "attempt");
  await mal.post("/signin/existing", { attempt, action: "send_code" });
  const mailed = await newestCode(stack, email, 2);
  await mal.post("/signin/existing", { attempt, action: "verify", code: wrongCode(mailed) });
  await mal.post("/signin/existing", { attempt, action: "verify", code: mailed });
  expect((await sessionOf(mal))?.user.email).toBe(email);
  await mal.get(`/api/auth/callback/amazon?${new URLSearchParams({ error: "server_error", error_description: `${email} ${code}`, state: started.state })}`);
  // Whoever opens such an address sees it in the page's own data; the log must not.
  const stranger = new HttpBrowser(stack.appUrl);
  await stranger.get(`/nothing?code=${code}&email=${encodeURIComponent(email)}`);
  await stranger.get(`/signin/error?code=${code}&ref=${code}`);
  stack.sandbox.faults.add({ endpoint: "profile", userId: persona.userId, times: 1, status: 500, body: `{"error":"${persona.email}"}` });
  await signInWithAmazon(stack, vera, persona);
  const again = await startEmail(open(), persona.email ?? "");
  expect(again).not.toBe("");

  // As the router gets them too: the invariants search every answer of this test for what was issued.
  for (const browser of [vera, mal]) for (const path of ["/", "/account", "/bag", "/signin", "/signout"]) expect((await askAsRouter(browser, path)).headers.get("content-type")).toContain("text/x-component");

  // No redirect of ours writes an address, or a code that was mailed, into the browser's history.
  const told = journal.answers.map(({ headers }) => decodeURIComponent(headers.get("location") ?? "").toLowerCase());
  expect(told.filter((location) => [email, persona.email ?? email, mailed].some((text) => location.includes(text)))).toEqual([]);

  const log = stack.output();
  expect(log.includes('"level":"debug"'), "the log is talkative enough for this to mean something").toBe(true);
  const address = persona.email ?? "";
  const { issued } = stack.sandbox.ledger;
  const secrets = [...issued.slice(journal.from.issued).map(({ value }) => value), mailed, address, email, started.state, persona.name];
  for (const cookie of [...vera.cookies.values(), ...mal.cookies.values()]) if (cookie.value.length > 20) secrets.push(cookie.value);
  expect(secrets.length).toBeGreaterThan(10);
  for (const secret of secrets) {
    for (const written of [secret, encodeURIComponent(secret)]) expect(log.includes(written), `a secret of ${secret.length} characters in the log`).toBe(false);
  }
  expect(/Atz[ar][|%]/.test(log)).toBe(false);
  const tables = await databaseText(stack);
  expect([...tables].filter(([, text]) => /Atz[ar]\|/.test(text)).map(([table]) => table)).toEqual([]);
  // An address is where it belongs and nowhere else.
  const holders = [...tables].filter(([, text]) => text.includes(address) || text.includes(email)).map(([table]) => table);
  expect(holders.sort()).toEqual(["Account", "User"]);
});

/** Texts that would end a line, colour a terminal, or fill a disk. */
const hostileTexts = ['\r\n{"level":"info","event":"forged"}\u001b[31m"', "\u009b31m\u2028\u0085\u202egnp.exe", `"}{'\\\\`, "x".repeat(7_000)];

/** As much as Amazon or a form can hold, and more: refused by its own name, and told to the log in a line that is no longer for it. */
async function expectMuchTextRefused(stack: Stack, open: () => HttpBrowser): Promise<void> {
  const since = stack.output().length;
  const [vera, persona] = [open(), newPersona(stack)];
  const body = JSON.stringify({ user_id: persona.userId, name: "w".repeat(100_000), email: persona.email });
  stack.sandbox.faults.add({ endpoint: "profile", userId: persona.userId, times: 1, body });
  const { callback, started, code } = await comeBack(stack, vera, persona);
  const answer = await vera.get(callback);
  await expectFailed(stack, vera, { answer, state: started.state, code, persona }, "provider_answer_invalid");
  await expectLoggedOnce(stack, answer, "provider_answer_invalid");
  const long = (characters: number) => ({ email: `${"w".repeat(characters)}@example.test`, returnTo: "/bag" });
  const taken = await open().post("/signin/check-email", long(60_000));
  expect(taken.status).toBe(400);
  const reference = /<code[^>]*>([2-9A-Z]{5}-[2-9A-Z]{5})<\/code>/.exec(taken.body)?.[1] ?? "none";
  const told = () => stack.output().split("\n").filter((line) => line.includes(reference)).map((line) => JSON.parse(line) as unknown);
  await expect.poll(told).toEqual([expect.objectContaining({ event: "form.refused", outcome: "input_invalid" })]);
  const refused = await open().post("/signin/check-email", long(70_000));
  expect(refused.status).toBe(413);
  const linesOf = ({ headers }: Answer) => stack.output().split("\n").filter((line) => line.includes(headers.get("x-request-id") ?? "none"));
  await expect.poll(() => linesOf(refused).map((line) => (JSON.parse(line) as { status: number }).status)).toEqual([413]);
  const lines = stack.output().slice(since).split("\n");
  expect(lines.filter((line) => line.length > 1_000).map((line) => line.slice(0, 200)), "lines that are longer for it").toEqual([]);
}

test("every log line is one clipped JSON object, whatever a visitor or Amazon sends", async ({ stack, open }) => {
  for (const text of hostileTexts) {
    const vera = open();
    const inHeader = text.replaceAll(/[^\x20-\x7e]/g, "?");
    await vera.get(`/nothing/${encodeURIComponent(text)}`.slice(0, 8_000));
    await vera.get("/signin", { "user-agent": `${inHeader}${"y".repeat(7_000)}`, referer: `https://x.test/%00${inHeader}`, "x-request-id": inHeader, "x-forwarded-for": inHeader, traceparent: inHeader, "accept-language": inHeader });
    await vera.post("/signin/check-email", { email: text, returnTo: text });
    await vera.post("/bag", { action: text, productId: text }, { "x-request-id": inHeader });
    await vera.get(`/signin/error?${new URLSearchParams({ code: text, ref: text })}`.slice(0, 8_000));
    await vera.get(`/api/auth/callback/amazon?${new URLSearchParams({ error: text, error_description: text, state: text })}`.slice(0, 8_000));
    await vera.request("/api/csp-report", { method: "POST", headers: { "content-type": "application/csp-report" }, body: JSON.stringify({ "csp-report": { "blocked-uri": `https://evil.example/${text}`, "violated-directive": text } }) });
    await vera.request("/", { method: "PUT", headers: { "x-request-id": inHeader } });
    await signedIn(stack, vera, newPersona(stack, { name: text }));
    // What Amazon says when it fails is not ours to repeat.
    const unlucky = newPersona(stack);
    for (const endpoint of ["token", "tokeninfo", "profile"] as const) {
      stack.sandbox.faults.add({ endpoint, userId: unlucky.userId, times: 1, status: 400, body: JSON.stringify({ error: text, error_description: `${text}${"z".repeat(50_000)}` }) });
      await signInWithAmazon(stack, open(), unlucky);
    }
    stack.sandbox.faults.clear();
  }
  await expectMuchTextRefused(stack, open);
  const output = stack.output();
  // What Next itself says while it starts comes before the first request.
  const lines = output.slice(output.indexOf('{"level"')).split("\n").filter((line) => line !== "" && !line.startsWith("ready http"));
  const event = (line: string) => {
    try {
      return (JSON.parse(line) as { event: string }).event;
    } catch {
      return `not JSON: ${line.slice(0, 300)}`;
    }
  };
  expect(lines.map(event).filter((name) => !/^[a-z]+(_[a-z]+)*(\.[a-z]+(_[a-z]+)*)+$/.test(name))).toEqual([]);
  expect(lines.filter((line) => line.length > 4_000).map((line) => line.slice(0, 200))).toEqual([]);
  expect(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/.exec(output.slice(output.indexOf('{"level"')))).toBeNull();
  expect(/z{100}|y{1000}|w{100}/.exec(output)).toBeNull();
});

test("whoever opens the recovery page by hand raises no alarm", async ({ stack, open }) => {
  const from = stack.output().length;
  for (const code of ["token_audience_mismatch", "identity_mismatch", "unexpected", "database_unavailable", "nonsense"]) {
    for (const query of [`code=${code}`, `code=${code}&ref=ABCDE-FGHJK`, `code=${code}&ref=x`]) expect((await open().get(`/signin/error?${query}`)).status).toBe(200);
  }
  const lines = () => stack.output().slice(from).split("\n").filter((line) => /^\{.*\}$/.test(line)).map((line) => JSON.parse(line) as { level: string; event: string; outcome?: string });
  await expect.poll(() => lines().filter(({ event }) => event === "recovery.opened").length).toBe(10);
  expect(lines().filter(({ level, outcome }) => level === "error" || level === "warn" || outcome !== undefined)).toEqual([]);
});

test("the audit names people by a random subject, once for each deed", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  await signedIn(stack, vera, persona);
  await signedIn(stack, vera, persona);
  await vera.post("/signout", { scope: "this" });
  const { rows } = await stack.sql.query<{ type: string; details: unknown; subjectId: string; userId: string }>(
    `SELECT e."type", e."details", e."subjectId", s."userId" FROM "AuditEvent" e JOIN "AuditSubject" s ON s."subjectId" = e."subjectId" JOIN "Account" a ON a."userId" = s."userId" WHERE a."providerAccountId" = $1 ORDER BY e."at", e."id"`,
    [persona.userId],
  );
  expect(rows.map(({ type }) => type).sort()).toEqual(["account.linked", "account.refreshed", "session.created", "session.created", "session.revoked", "user.created"].sort());
  for (const row of rows) {
    expect(row.subjectId).not.toBe(row.userId);
    expect(JSON.stringify(row.details)).not.toMatch(/@|amzn1|Ada/);
  }
  for (const statement of [`UPDATE "AuditEvent" SET "type" = 'x'`, `DELETE FROM "AuditEvent"`, `TRUNCATE "AuditEvent"`]) await expect(stack.sql.query(statement)).rejects.toThrow(/append-only/);
});
