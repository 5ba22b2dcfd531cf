import { env } from "../env.ts";
import type { Worker } from "../jobs/queue.ts";
import { logEvent } from "../telemetry/log.ts";

const callMilliseconds = 5_000;

/** Posts what waits. An address that does not take it is tried again for an hour; where it leads to is a secret, and never logged. */
export const webhookWorker: Worker = {
  queue: "webhook",
  async run(id, data) {
    const url = env().ALERT_WEBHOOK_URL;
    if (url === undefined) return;
    const failure = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": id },
      body: JSON.stringify(data),
      redirect: "error",
      signal: AbortSignal.timeout(callMilliseconds),
    }).then(
      async (answer) => {
        await answer.body?.cancel();
        return answer.ok ? undefined : String(answer.status);
      },
      (error: unknown) => (error instanceof Error ? error.name : "unknown"),
    );
    if (failure === undefined) return;
    logEvent("webhook.failed", { jobId: id, error: failure }, "warn");
    // The queue stores what is thrown: nothing of the address may be in it.
    throw new Error("the webhook was not taken");
  },
};
