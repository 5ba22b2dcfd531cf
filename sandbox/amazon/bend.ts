import { checkAuthorizationRequest, errorLocation } from "./authorization-request.ts";
import type { Fault } from "./faults.ts";
import { redirectAnswer } from "./http.ts";
import type { Answer, Call } from "./http.ts";
import { errorPage } from "./pages.ts";
import type { Sandbox } from "./sandbox.ts";

const captivePortal = `<!doctype html><html lang="en"><title>Welcome</title><p>Accept the terms to use this network.</p></html>`;

/**
 * The answer under a fault. Where the fault answers by itself the work is not done at all, so a code sent along stays
 * unused and a retry can succeed.
 */
export function answerUnderFault(sandbox: Sandbox, call: Call, fault: Fault | undefined, work: () => Answer): Answer {
  if (!fault) return work();
  const answer = answerInstead(sandbox, call, fault) ?? bend(fault, work());
  const type: Record<string, string> = fault.contentType ? { "content-type": fault.contentType } : {};
  return { ...answer, headers: { ...answer.headers, ...type, ...fault.headers } };
}

function answerInstead(sandbox: Sandbox, call: Call, fault: Fault): Answer | undefined {
  const { status, body, html } = fault;
  if (html) return { status: status ?? 200, headers: { "content-type": "text/html;charset=UTF-8" }, body: captivePortal };
  if (status !== undefined || body !== undefined) {
    return { status: status ?? 200, headers: { "content-type": "application/json;charset=UTF-8" }, body: body ?? "" };
  }
  return authorizationErrorAnswer(sandbox, call, fault);
}

function authorizationErrorAnswer(sandbox: Sandbox, call: Call, fault: Fault): Answer | undefined {
  const { authorizationError, errorDescription = "The sandbox was told to refuse", onOwnPage } = fault;
  if (authorizationError === undefined || fault.endpoint !== "authorize") return undefined;
  if (onOwnPage) return errorPage(sandbox.region(), errorDescription, call.query);
  const check = checkAuthorizationRequest(sandbox, call.query);
  // A request that is no good has its own answer.
  if (check.kind !== "accepted") return undefined;
  return redirectAnswer(302, errorLocation(check.request, authorizationError, errorDescription));
}

/** Changes what a good answer says. */
function bend(fault: Fault, answer: Answer): Answer {
  if (answer.status !== 200 || fault.endpoint === "authorize") return answer;
  const value = JSON.parse(answer.body) as Record<string, unknown>;
  if (fault.aud !== undefined && "aud" in value) value.aud = fault.aud;
  if (fault.otherUserId !== undefined && "user_id" in value) value.user_id = fault.otherUserId;
  if (fault.expiresIn !== undefined && "expires_in" in value) value.expires_in = fault.expiresIn;
  for (const field of [...(fault.omitUserId ? ["user_id"] : []), ...(fault.omit ?? [])]) delete value[field];
  const shaped = fault.legacyProfile && fault.endpoint === "profile" ? nestedProfile(value) : value;
  return { ...answer, body: mangled(fault.mangle, JSON.stringify(shaped), shaped) };
}

function nestedProfile({ user_id, name, email, postal_code }: Record<string, unknown>): Record<string, unknown> {
  const Profile = { CustomerId: user_id, Name: name, PrimaryEmail: email, PostalCode: postal_code };
  return { "Request-Id": crypto.randomUUID(), Profile };
}

function mangled(kind: Fault["mangle"], text: string, value: Record<string, unknown>): string {
  switch (kind) {
    case undefined:
      return text;
    case "broken_json":
      return text.replace(/}$/, ",}");
    case "cut_off":
      return text.slice(0, Math.floor(text.length / 2));
    case "byte_order_mark":
      return `\uFEFF${text}`;
    case "duplicate_keys":
      return `{${Object.keys(value).map((key) => `${JSON.stringify(key)}:"the first of two",`).join("")}${text.slice(1)}`;
    default:
      return kind satisfies never;
  }
}
