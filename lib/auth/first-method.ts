import { isSwitchedOn } from "../accounts/usable-provider.ts";
import type { ProviderName } from "../sessions/methods.ts";
import { seeOther } from "./answers.ts";
import { reauthenticateView } from "./reauthenticate.ts";
import { startProviderSignIn } from "./start-provider.ts";
import { reauthenticatePath, type StepUpWish } from "./step-up.ts";
import type { Visitor } from "./visitor.ts";

/**
 * Sends somebody who owns no method that counts to the provider they sign in with, so that the return is fresh enough
 * to add the first one. For everybody else, and for every other purpose, it leads back to the page that asks.
 * @throws DatabaseUnavailableError
 */
export async function startFirstMethod(request: Request, visitor: Visitor, input: StepUpWish & { provider: ProviderName }): Promise<Response> {
  const { purpose, returnTo, provider } = input;
  const view = await reauthenticateView(visitor, { purpose, returnTo });
  if (view.kind === "signed_out") return seeOther(`/signin?${new URLSearchParams({ returnTo })}`);
  if (view.kind === "proved") return seeOther(returnTo);
  if (view.kind !== "first_method" || !view.providers.includes(provider) || !isSwitchedOn(provider)) return seeOther(reauthenticatePath({ purpose, returnTo }));
  return await startProviderSignIn(request, provider, returnTo, { intent: "add_first_method", purpose });
}
