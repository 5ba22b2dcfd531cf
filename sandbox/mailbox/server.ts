import { createServer } from "node:http";
import type { Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { SMTPServer } from "smtp-server";
import { bodyTooLargeAnswer, isLoopbackHost, jsonAnswer, readCall } from "../amazon/http.ts";
import type { Answer, Call } from "../amazon/http.ts";
import { createMailList } from "./mails.ts";
import type { MailList } from "./mails.ts";
import { listPage, mailPage, notFoundPage } from "./pages.ts";
import { createSmtpServer } from "./smtp.ts";

/** Ports used unless the environment says otherwise. */
export const mailboxPort = 4480;
export const mailboxSmtpPort = 4481;

export type RunningMailbox = {
  /** Such as `http://127.0.0.1:4480`. */
  url: string;
  /** Such as `smtp://127.0.0.1:4481`. */
  smtpUrl: string;
  mails: MailList;
  /** Ends every connection and stops listening. */
  close: () => Promise<void>;
};

const host = "127.0.0.1";

/**
 * Starts the development mailbox: a mail server that keeps what it gets, and pages to read it. Both listen on this
 * machine only.
 *
 * @param ports 4480 and 4481 by default; 0 takes any free port
 * @throws {Error} with code EADDRINUSE when a port is taken
 */
export async function startMailbox(ports: { webPort?: number; smtpPort?: number } = {}): Promise<RunningMailbox> {
  const { webPort = mailboxPort, smtpPort = mailboxSmtpPort } = ports;
  const mails = createMailList();
  const smtp = createSmtpServer(mails);
  const web = createServer((request, response) => {
    readCall(request)
      .then((call) => send(response, call ? answer(mails, call) : bodyTooLargeAnswer()))
      .catch(() => response.destroy());
  });
  await listen(smtp.server, smtpPort);
  await listen(web, webPort).catch(async (error: unknown) => {
    await closeSmtp(smtp);
    throw error;
  });
  return {
    url: `http://${host}:${(web.address() as AddressInfo).port}`,
    smtpUrl: `smtp://${host}:${(smtp.server.address() as AddressInfo).port}`,
    mails,
    close: async () => void (await Promise.all([closeWeb(web), closeSmtp(smtp)])),
  };
}

function answer(mails: MailList, call: Call): Answer {
  // The mails hold sign-in codes: a foreign page must not read them by pointing its own name at this machine.
  if (!isLoopbackHost(call.header("host"))) return jsonAnswer(403, { error: "only for this machine" });
  if (call.path === "/api/mails") return answerApi(mails, call);
  if (call.method !== "GET") return jsonAnswer(405, { error: "only GET" });
  if (call.path === "/") return listPage(mails.all());
  const mail = call.path.startsWith("/mails/") ? mails.find(call.path.slice("/mails/".length)) : undefined;
  return mail ? mailPage(mail) : notFoundPage();
}

function answerApi(mails: MailList, call: Call): Answer {
  if (call.method === "GET") return jsonAnswer(200, mails.all(call.query.get("to") ?? undefined));
  if (call.method !== "DELETE") return jsonAnswer(405, { error: "only GET and DELETE" });
  mails.clear();
  return jsonAnswer(200, []);
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
  response.end(body);
}

function listen(server: Server | SMTPServer["server"], port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
}

function closeWeb(web: Server): Promise<void> {
  return new Promise((resolve) => {
    web.close(() => resolve());
    web.closeAllConnections();
  });
}

function closeSmtp(smtp: SMTPServer): Promise<void> {
  return new Promise((resolve) => smtp.close(() => resolve()));
}
