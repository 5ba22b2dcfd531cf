import { amazonHealth } from "../amazon-health/process.ts";
import { AuthError } from "../errors.ts";
import { noteStartRefused } from "../events/note.ts";
import { refusedForm } from "../http/form-route.ts";
import type { ProviderName } from "../sessions/methods.ts";
import { isAway } from "./provider-health.ts";
import { startProviderSignIn } from "./start-provider.ts";
import { viaOf } from "./switched-on.ts";
import { visitorOf } from "./visitor.ts";

/** Answers the form of a button that leads to a provider: one that cannot be asked is named on the page that says so. */
export async function startProviderForm(request: Request, provider: ProviderName, returnTo: unknown, options: Parameters<typeof startProviderSignIn>[3] = {}): Promise<Response> {
  try {
    return await startProviderSignIn(request, provider, returnTo, options);
  } catch (error) {
    // Who links an account, or the like, is counted by the attempts alone.
    if (options.intent === undefined) noteStartRefused(provider, error instanceof AuthError ? error.code : "unexpected", visitorOf(request).client);
    if (error instanceof AuthError && error.code === "provider_unavailable" && isAway(provider)) {
      return await refusedForm(request, error.code, { error, retryAfterSeconds: Math.max(1, amazonHealth().retryAfterSeconds) });
    }
    const via = viaOf(provider);
    if (via === undefined || !(error instanceof AuthError)) throw error;
    return await refusedForm(request, error.code, { error, via });
  }
}
