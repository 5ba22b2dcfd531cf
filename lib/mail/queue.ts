import { randomUUID } from "node:crypto";
import { z } from "zod";
import { open, seal, type VaultPlace } from "../crypto/envelope.ts";
import { type VaultKey, vaultKeys } from "../crypto/vault-keys.ts";
import type { Tx } from "../db/client.ts";
import { enqueue, type Worker } from "../jobs/queue.ts";
import { logEvent } from "../telemetry/log.ts";
import { count } from "../telemetry/metrics.ts";
import { type Mail, sendMail } from "./send.ts";

const mail = z.object({ to: z.string(), replyTo: z.string().optional(), subject: z.string(), text: z.string(), html: z.string() });
const payload = z.object({ sealed: z.string(), expires: z.coerce.date() });
const place = (id: string): VaultPlace => ({ purpose: "mail", rowId: id, field: "mail" });

/**
 * Queues a mail in the transaction of the deed that it tells of: it leaves soon after the commit, and never without
 * one. A mail holds codes and addresses, so it waits sealed.
 * @param expires after this nobody has any use for the mail, so it is dropped
 * @throws DatabaseUnavailableError
 */
export async function queueMail(tx: Tx, message: Mail, expires: Date, keys: readonly VaultKey[] = vaultKeys()): Promise<void> {
  const id = randomUUID();
  await enqueue(tx, "mail", { id, data: { sealed: await seal(JSON.stringify(message), place(id), keys), expires: expires.toISOString() } });
}

/**
 * Sends what waits. A mail that the server did not take is tried again until it is of no use any more; one whose address
 * it refuses for good is given up, so that nobody makes mails wait by asking for codes to such addresses.
 */
export const mailWorker: Worker = {
  queue: "mail",
  async run(id, data) {
    const job = payload.parse(data);
    if (job.expires <= new Date()) return drop(id);
    const message = mail.parse(JSON.parse(await open(job.sealed, place(id), vaultKeys())));
    const failure = await sendMail(message, id).then(() => undefined, failureOf);
    count("siwa_mails_total", { mail: failure === undefined ? "sent" : failure.final ? "refused" : "failed" });
    if (failure === undefined) return;
    if (failure.final) return logEvent("mail.refused", { outcome: "mail_unavailable", jobId: id, status: failure.status }, "warn");
    logEvent("mail.failed", { outcome: "mail_unavailable", jobId: id, error: failure.cause }, "warn");
    // The queue stores what is thrown, so nothing of the server's words, which name the address, may be in it.
    throw new Error("the mail server did not take the mail");
  },
};

function drop(jobId: string): void {
  count("siwa_mails_total", { mail: "dropped" });
  logEvent("mail.dropped", { outcome: "mail_unavailable", jobId }, "error");
}

type Failure = { cause: string; status: number | undefined; final: boolean };

/** Asks for a login, in answer to whatever word: about us, not about the mail. */
const loginWanted = 530;

/** Why a mail did not leave. Final is a 5xx about its recipient or its text; one about our login or our sender is ours to mend. */
function failureOf(error: unknown): Failure {
  const cause = error instanceof Error && error.cause instanceof Error ? (error.cause as Error & { code?: unknown; command?: unknown; responseCode?: unknown }) : undefined;
  const status = typeof cause?.responseCode === "number" ? cause.responseCode : undefined;
  const final = status !== undefined && status >= 500 && status <= 599 && status !== loginWanted && (cause?.command === "RCPT TO" || cause?.command === "DATA");
  return { cause: String(cause?.code ?? cause?.name ?? "unknown"), status, final };
}
