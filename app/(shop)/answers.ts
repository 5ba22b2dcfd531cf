import { seeOther } from "#lib/auth/answers.ts";
import { pageResponse } from "#lib/http/page-response.ts";
import type { Change } from "#lib/shop/change.ts";
import { withFlash } from "#lib/shop/flash.ts";
import { guestCookie } from "#lib/shop/guest-cookie.ts";
import { type Problem, type ProblemCode, withProblem } from "#lib/shop/problem.ts";

const statuses: Record<ProblemCode, number> = { input: 422, quantity: 422, gone: 409 };

/** The page again, with the reason on it and the status that belongs to it. */
export async function refuseChange(request: Request, page: "/bag" | "/saved", problem: Problem): Promise<Response> {
  return await pageResponse(request, withProblem(page, problem), { status: statuses[problem.code] });
}

/** 303 to where the form asked for, with a message about what was done and, for a new guest, the cookie. */
export function seeChange(returnTo: string, change: Extract<Change, { kind: "done" }>): Response {
  return seeOther(change.flash ? withFlash(returnTo, change.flash) : returnTo, change.newGuestToken ? [guestCookie(change.newGuestToken)] : []);
}
