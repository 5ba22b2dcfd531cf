import type { AddressInfo } from "node:net";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { AuthError } from "../errors.ts";
import { addressInUseMail, emailCodeMail } from "./email-code-mail.ts";
import { sendMail } from "./send.ts";

const mails: { mail: ParsedMail; recipients: string[] }[] = [];
let refuse = false;
let server: SMTPServer;

beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo: (_address, _session, done) => done(refuse ? new Error("no such mailbox vera@shop.example") : null),
    onData: async (stream, session, done) => {
      mails.push({ mail: await simpleParser(stream), recipients: session.envelope.rcptTo.map(({ address }) => address) });
      done();
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  for (const [name, value] of Object.entries({
    AUTH_SECRET: "s".repeat(32),
    DATABASE_URL: "postgresql://127.0.0.1:1/none",
    AUTH_AMAZON_ID: "amzn1.application-oa2-client.x",
    AUTH_AMAZON_SECRET: "secret",
    VAULT_KEYS: `k1:${"A".repeat(43)}`,
    SMTP_URL: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    MAIL_FROM: "Larkspur & Sons <no-reply@shop.example>",
    SITE_NAME: "Larkspur <b>&amp;</b> 'Sons' {x}",
  })) vi.stubEnv(name, value);
});

afterAll(async () => {
  await new Promise<void>((resolve) => server.close(resolve));
});

const links = (body: string) => body.match(/https?:[^\s"<]*/g) ?? [];

test.each(["sign_in", "existing", "change_email"] as const)("writes the code of a mail to %s once, the site's name, and nothing that a visitor chose", (purpose) => {
  const mail = emailCodeMail("vera@shop.example", "012345", 10, purpose);
  expect(mail.to).toBe("vera@shop.example");
  expect(mail.subject).toBe("012345 is your Larkspur <b>&amp;</b> 'Sons' {x} code");
  for (const body of [mail.text, mail.html]) {
    expect(body.split("012345")).toHaveLength(2);
    expect(body).toContain("10 minutes");
    expect(body).not.toMatch(/vera|shop\.example|https?:|<a |<img/);
  }
  expect(mail.text).toContain("at Larkspur <b>&amp;</b> 'Sons' {x}".replace("at", purpose === "sign_in" ? "to" : "at"));
  expect(mail.html).toContain("Larkspur &lt;b&gt;&amp;amp;&lt;/b&gt; &#39;Sons&#39; {x}");
  expect(mail.html).not.toContain("<b>");
});

test("carries one link beside the code, on the configured origin, and says that opening it changes nothing", () => {
  const token = "t".repeat(43);
  const mail = emailCodeMail("vera@shop.example", "012345", 10, "sign_in", token);
  for (const body of [mail.text, mail.html]) {
    expect(links(body)).toEqual([`http://localhost:3000/signin/verify?token=${token}`]);
    expect(body.split("012345")).toHaveLength(2);
    expect(body).toContain("Opening the link changes nothing yet");
    expect(body).toContain("Code and link work for 10 minutes");
    expect(body).not.toMatch(/vera|shop\.example|<img/);
  }
});

test("tells the owner of an address that somebody asked for it, without a code and without naming anybody", () => {
  const mail = addressInUseMail("vera@shop.example");
  for (const body of [mail.subject, mail.text, mail.html]) expect(body).not.toMatch(/\d{6}|vera|shop\.example/);
  expect(links(mail.text)).toEqual(["http://localhost:3000/help/sign-in"]);
});

test("hands one mail for one mailbox to the mail server, with the configured sender", async () => {
  await sendMail(emailCodeMail("vera+news@shop.example", "654321", 10, "sign_in"), "00000000-0000-4000-8000-000000000001");
  expect(mails).toHaveLength(1);
  const { mail, recipients } = mails[0] as (typeof mails)[number];
  expect(recipients).toEqual(["vera+news@shop.example"]);
  expect(mail.from?.text).toBe('"Larkspur & Sons" <no-reply@shop.example>');
  expect([mail.cc, mail.bcc]).toEqual([undefined, undefined]);
  expect(mail.subject).toContain("654321");
  expect(mail.text).toContain("654321");
  expect(mail.messageId).toMatch(/^<00000000-0000-4000-8000-000000000001@/);
  expect(mail.attachments).toEqual([]);
});

async function failure(work: Promise<unknown>): Promise<AuthError> {
  const error = await work.then(() => undefined, (reason: unknown) => reason);
  if (!(error instanceof AuthError)) throw new Error("not an AuthError", { cause: error });
  return error;
}

test("says mail_unavailable, and no address, when the server refuses the mailbox", async () => {
  refuse = true;
  const error = await failure(sendMail(emailCodeMail("vera@shop.example", "111111", 10, "sign_in"), "00000000-0000-4000-8000-000000000002"));
  refuse = false;
  expect([error.code, error.message]).toEqual(["mail_unavailable", "the mail server did not take the mail"]);
  expect(mails).toHaveLength(1);
});

test("does not wait for ever for a mail server, nor read files or addresses that a mail names", async () => {
  const transport = (globalThis as { [slot: symbol]: unknown })[Symbol.for("siwa.mail")];
  expect(transport).toMatchObject({
    options: { connectionTimeout: 4_000, greetingTimeout: 4_000, socketTimeout: 8_000, dnsTimeout: 4_000, disableFileAccess: true, disableUrlAccess: true },
    transporter: { options: { connectionTimeout: 4_000, greetingTimeout: 4_000, socketTimeout: 8_000, dnsTimeout: 4_000 } },
  });
});
