import { z } from "zod";
import { AuthError, DatabaseUnavailableError } from "../errors.ts";
import { recoveryPath } from "../http/form-route.ts";
import { outageResponse } from "../http/outage.ts";
import { pageResponse } from "../http/page-response.ts";
import type { OutcomeCode } from "../outcomes.ts";
import { outcomes } from "../outcomes.ts";
import { logOutcome, seeRecovery } from "./answers.ts";
import { limitedForm } from "./client-limit.ts";
import { finishAmazonSignIn } from "./finish-amazon.ts";
import { startAmazonSignIn } from "./start-amazon.ts";
import type { JoinGuest } from "./visitor.ts";

const notFound = () => Response.json({ error: "not_found" }, { status: 404 });
const notAllowed = (allow: string) => Response.json({ error: "method_not_allowed" }, { status: 405, headers: { allow } });

/** Auth.js's other addresses (csrf, providers, signout, error …) are not served: what they do has pages of ours. */
const served: Record<string, "GET" | "POST"> = { "callback/amazon": "GET", "signin/amazon": "POST" };

/** True for a request that looks ahead: HEAD, or what a browser fetches before anybody asked for the page. */
function looksAhead(request: Request): boolean {
  const purpose = request.headers.get("sec-purpose") ?? request.headers.get("purpose") ?? "";
  return request.method === "HEAD" || /prefetch|prerender/i.test(purpose);
}

function serves(path: readonly string[], method: "GET" | "POST"): Response | undefined {
  // Two segments, or an encoded slash would be another spelling of the same address.
  const name = path.length === 2 ? path.join("/") : "";
  const expected = Object.hasOwn(served, name) ? served[name] : undefined;
  if (!expected) return notFound();
  return expected === method ? undefined : notAllowed(expected);
}

/** The redirect URI of Amazon. */
export async function handleAuthGet(request: Request, path: readonly string[], joinGuest: JoinGuest): Promise<Response> {
  const refusal = serves(path, "GET");
  if (refusal) return refusal;
  // The code can be spent once, and not by a look ahead, whose answer nobody sees.
  if (looksAhead(request)) return notAllowed("GET");
  try {
    return await finishAmazonSignIn(request, joinGuest);
  } catch (error) {
    const outcome: OutcomeCode = error instanceof AuthError ? error.code : "unexpected";
    if (!(error instanceof DatabaseUnavailableError)) return seeRecovery(outcome, null, [], { error });
    const reference = logOutcome(outcome, null, { error });
    return outageResponse() ?? (await pageResponse(request, recoveryPath(outcome, reference), { status: outcomes[outcome].status, headers: { "retry-after": "5" } }));
  }
}

const startForm = limitedForm("sign_in_from_client", z.object({ returnTo: z.string().max(8_192).optional() }), async ({ returnTo }, request) => await startAmazonSignIn(request, returnTo));

/** The button's form. */
export async function handleAuthPost(request: Request, path: readonly string[]): Promise<Response> {
  return serves(path, "POST") ?? (await startForm(request));
}
