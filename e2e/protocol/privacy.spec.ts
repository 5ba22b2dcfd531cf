import { HttpBrowser } from "../fixtures/http-browser.ts";
import { databaseText } from "../fixtures/invariants.ts";
import { comeBack, parameter, pathOf, sessionOf, signedIn, signInWithAmazon, startEmail } from "../fixtures/journey.ts";
import { newestCode, newPersona, newProvedUser, wrongCode } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";

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

test("every log line is one JSON object, whatever a visitor sends", async ({ stack, open }) => {
  const vera = open();
  const hostile = '\r\n{"level":"info","event":"forged"}\u001b[31m"';
  await vera.get(`/nothing/${encodeURIComponent(hostile)}`);
  await vera.get("/signin", { "user-agent": 'x"}{"event":"forged"', referer: "https://x.test/%00" });
  await vera.post("/signin/check-email", { email: hostile });
  await vera.get(`/api/auth/callback/amazon?${new URLSearchParams({ error: hostile, state: hostile })}`);
  await vera.request("/api/csp-report", { method: "POST", headers: { "content-type": "application/csp-report" }, body: JSON.stringify({ "csp-report": { "blocked-uri": `https://evil.example/${hostile}`, "violated-directive": hostile } }) });
  await signedIn(stack, vera, newPersona(stack, { name: hostile }));
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
  expect(stack.output().includes("\u001b")).toBe(false);
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
