import { onCount } from "../telemetry/metrics.ts";
import { noteEvent } from "./pending.ts";

/**
 * From now on counts forms that failed through a fault of ours, beside the ends of attempts, for whoever is to be told of
 * many. Forms are answered far below this folder, so it hears of them from the metrics. Called once, at the start.
 */
export function watchFormFaults(): void {
  onCount((name, { outcome }) => {
    if (name === "siwa_form_refusals_total" && outcome === "unexpected") noteEvent({ kind: "form_fault", label: outcome });
  });
}
