import { isSwitchedOn } from "../accounts/usable-provider.ts";
import { z } from "zod";
import { AuthError, DatabaseUnavailableError } from "../errors.ts";
import { noteStartRefused } from "../events/note.ts";
import { recoveryPath } from "../http/form-route.ts";
import { outageResponse } from "../http/outage.ts";
import { pageResponse } from "../http/page-response.ts";
import type { OutcomeCode } from "../outcomes.ts";
import { outcomes } from "../outcomes.ts";
import { isProviderName, type ProviderName } from "../sessions/methods.ts";
import { logOutcome, seeRecovery } from "./answers.ts";
import { limitedForm } from "./client-limit.ts";
import { finishProviderSignIn } from "./finish-provider.ts";
import { passPostOn } from "./posted-callback.ts";
import { providerEntry } from "./providers.ts";
import { startProviderForm } from "./start-form.ts";
import type { JoinGuest } from "./visitor.ts";

const notFound = () => Response.json({ error: "not_found" }, { status: 404 });
const notAllowed = (allow: string) => Response.json({ error: "method_not_allowed" }, { status: 405, headers: { allow } });

type Action = "callback" | "signin";
type Served = { action: Action; provider: ProviderName };

/** The address as one that is served. Auth.js's others (csrf, providers, signout, error …) are not: what they do has pages of ours. */
function servedAt(path: readonly string[]): Served | undefined {
  // Two segments, or an encoded slash would be another spelling of the same address.
  const [action, provider, ...rest] = path;
  if ((action !== "callback" && action !== "signin") || rest.length > 0) return undefined;
  return isProviderName(provider) && isSwitchedOn(provider) ? { action, provider } : undefined;
}

function methodsOf({ action, provider }: Served): ("GET" | "POST")[] {
  if (action === "signin") return ["POST"];
  return providerEntry(provider).answersByPost ? ["GET", "POST"] : ["GET"];
}

/** True for a request that looks ahead: HEAD, or what a browser fetches before anybody asked for the page. */
function looksAhead(request: Request): boolean {
  const purpose = request.headers.get("sec-purpose") ?? request.headers.get("purpose") ?? "";
  return request.method === "HEAD" || /prefetch|prerender/i.test(purpose);
}

/** The redirect URIs of the providers. */
export async function handleAuthGet(request: Request, path: readonly string[], joinGuest: JoinGuest): Promise<Response> {
  const served = servedAt(path);
  if (!served) return notFound();
  if (served.action !== "callback") return notAllowed(methodsOf(served).join(", "));
  // The code can be spent once, and not by a look ahead, whose answer nobody sees.
  if (looksAhead(request)) return notAllowed("GET");
  try {
    return await finishProviderSignIn(request, served.provider, joinGuest);
  } catch (error) {
    const outcome: OutcomeCode = error instanceof AuthError ? error.code : "unexpected";
    if (!(error instanceof DatabaseUnavailableError)) return seeRecovery(outcome, null, [], { error, via: served.provider });
    const reference = logOutcome(outcome, null, { error });
    return outageResponse() ?? (await pageResponse(request, recoveryPath(outcome, reference), { status: outcomes[outcome].status, headers: { "retry-after": "5" } }));
  }
}

// When the page was made is for counting alone: whatever else is said there counts as nothing.
const shownAt = z.string().regex(/^\d{13}$/).transform(Number).optional().catch(undefined);
const startFields = z.object({ returnTo: z.string().max(8_192).optional(), shown: shownAt });

/** A button's form. */
const startForm = (provider: ProviderName) =>
  limitedForm(
    "sign_in_from_client",
    `/api/auth/signin/${provider}`,
    startFields,
    async ({ returnTo, shown }, request) => await startProviderForm(request, provider, returnTo, { shownAt: shown }),
    ({ client }) => noteStartRefused(provider, "rate_limited", client),
  );

/** The forms of the buttons, and the answers that a provider's page posts. */
export async function handleAuthPost(request: Request, path: readonly string[]): Promise<Response> {
  const served = servedAt(path);
  if (!served) return notFound();
  if (!methodsOf(served).includes("POST")) return notAllowed("GET");
  return served.action === "signin" ? await startForm(served.provider)(request) : await passPostOn(request, served.provider);
}
