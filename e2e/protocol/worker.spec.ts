import { expectOutage } from "../fixtures/outage.ts";
import { pathOf, startEmail } from "../fixtures/journey.ts";
import { mailedCodes, newAddress, newestCode } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";

/** A web process with JOBS off and `npm run worker` beside it: nothing that was promised in a transaction is lost. */

test.use({ setting: { environment: { JOBS: "off" }, worker: true } });
test.describe.configure({ timeout: 120_000, mode: "serial" });

async function states(stack: Parameters<typeof mailedCodes>[0]): Promise<string[]> {
  return (await stack.sql.query<{ state: string }>(`SELECT state FROM jobs.job WHERE name = 'mail' AND state NOT IN ('completed', 'created')`)).rows.map(({ state }) => state);
}

test("the worker sends what the web process has queued, each mail once", async ({ stack, open }) => {
  const people = Array.from({ length: 10 }, () => ({ vera: open(), email: newAddress() }));
  const attempts = await Promise.all(people.map(({ vera, email }) => startEmail(vera, email, "/bag")));
  for (const [index, { vera, email }] of people.entries()) expect(pathOf(await vera.post("/signin/verify", { attempt: attempts[index] ?? "", code: await newestCode(stack, email) }))).toBe("/bag");
  for (const { email } of people) expect(await mailedCodes(stack, email)).toHaveLength(1);
  // The web process itself sends nothing and opens no queue of work.
  expect(stack.web.output()).not.toContain("mail.");
});

test("a worker that is killed loses nothing: the next one sends what was queued meanwhile", async ({ stack, open }) => {
  await stack.worker?.stop("SIGKILL");
  const [vera, email] = [open(), newAddress()];
  const attempt = await startEmail(vera, email, "/bag");
  expect(stack.mailbox.mails.all(email)).toEqual([]);
  await stack.restartWorker();
  expect(pathOf(await vera.post("/signin/verify", { attempt, code: await newestCode(stack, email) }))).toBe("/bag");
  expect(await mailedCodes(stack, email)).toHaveLength(1);
});

test("a mail server that is away changes no answer, and the mails leave when it is back", async ({ stack, open }) => {
  const [vera, before] = [open(), open()];
  const reference = await before.post("/signin/check-email", { email: newAddress(), returnTo: "/bag" });
  await stack.endMailServer();
  const email = newAddress();
  const answer = await vera.post("/signin/check-email", { email, returnTo: "/bag" });
  expect([answer.status, [...answer.headers.keys()]]).toEqual([reference.status, [...reference.headers.keys()]]);
  await expect.poll(() => states(stack), { timeout: 20_000 }).toContain("retry");
  await stack.startMailServer();
  const attempt = new URL(answer.headers.get("location") ?? "", stack.appUrl).searchParams.get("attempt") ?? "";
  await expect.poll(() => stack.mailbox.mails.all(email).length, { timeout: 30_000 }).toBe(1);
  expect(pathOf(await vera.post("/signin/verify", { attempt, code: await newestCode(stack, email) }))).toBe("/bag");
  await expect.poll(() => states(stack), { timeout: 40_000 }).toEqual([]);
});

test("a database that is away promises nothing: no code, no mail, and the next try is good", async ({ stack, open, journal }) => {
  journal.faultsExpected = true;
  const [vera, email] = [open(), newAddress()];
  stack.wire.cut();
  expectOutage(await vera.post("/signin/check-email", { email, returnTo: "/bag" }));
  stack.wire.restore();
  const attempt = await startEmail(vera, email, "/bag");
  expect(pathOf(await vera.post("/signin/verify", { attempt, code: await newestCode(stack, email) }))).toBe("/bag");
  expect(await mailedCodes(stack, email)).toHaveLength(1);
});
