import { bounded, type RefreshResult } from "../telemetry/label-sets.ts";
import { count } from "../telemetry/metrics.ts";
import { noteEvent } from "./pending.ts";

/** What began something, in words of which there are few. */
export type Client = { browser: string; device: string; region: string };

const labelled = ({ browser, device, region }: Client) => ({ browser: bounded("browser", browser), device: bounded("device", device), region: bounded("region", region) });

/** Counts that the sign-in page was shown to somebody. */
export function noteShown(client: Client): void {
  count("siwa_pages_shown_total", { device: client.device });
  noteEvent({ kind: "shown", ...labelled(client) });
}

/** Counts a click that led to no attempt, because it was refused before. */
export function noteStartRefused(method: string, outcome: string, client: Client): void {
  count("siwa_refusals_total", { outcome });
  noteEvent({ kind: "start_refused", method: bounded("method", method), label: bounded("outcome", outcome), ...labelled(client) });
}

/** Counts a try that was not accepted, or a request about an attempt that had ended or that nobody knows. */
export function noteRefusal(outcome: string): void {
  count("siwa_refusals_total", { outcome });
  noteEvent({ kind: "refused", label: bounded("outcome", outcome) });
}

/** Counts what became of a wish for a fresh token of Amazon. */
export function noteRefresh(result: RefreshResult): void {
  count("siwa_token_refreshes_total", { refresh: result });
  noteEvent({ kind: "refresh", label: bounded("refresh", result) });
}
