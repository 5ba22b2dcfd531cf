import { AuthError } from "../errors.ts";
import { refusedForm } from "../http/form-route.ts";
import type { ProviderName } from "../sessions/methods.ts";
import { startProviderSignIn } from "./start-provider.ts";
import { viaOf } from "./switched-on.ts";

/** Answers the form of a button that leads to a provider: one that cannot be asked is named on the page that says so. */
export async function startProviderForm(request: Request, provider: ProviderName, returnTo: unknown, options: Parameters<typeof startProviderSignIn>[3] = {}): Promise<Response> {
  try {
    return await startProviderSignIn(request, provider, returnTo, options);
  } catch (error) {
    const via = viaOf(provider);
    if (via === undefined || !(error instanceof AuthError)) throw error;
    return await refusedForm(request, error.code, { error, via });
  }
}
