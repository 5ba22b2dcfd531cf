import { seeOther } from "../auth/answers.ts";
import type { Operator } from "../auth/operator.ts";
import type { Visitor } from "../auth/visitor.ts";
import { database } from "../db/client.ts";
import { missingResponse, pageResponse } from "../http/page-response.ts";
import { actPath, type DeedWish } from "./deed-wish.ts";
import { act, type DeedEnd } from "./deeds.ts";
import { readReason } from "./reason.ts";
import { type DeedRefusal, deedRefusals } from "./refusals.ts";

/** The page that an operator comes back to: the user's, or the attempt's. */
async function backPath(wish: DeedWish): Promise<string> {
  if (wish.deed !== "resend_code") return `/ops/users/${wish.user}`;
  const attempt = await database().db.attempt.findUnique({ where: { id: wish.attempt }, select: { reference: true } });
  return `/ops/attempts/${attempt?.reference ?? ""}`;
}

async function refusedPage(request: Request, wish: DeedWish, problem: DeedRefusal, reason: string): Promise<Response> {
  return await pageResponse(request, `${actPath(wish)}&problem=${problem}`, { status: deedRefusals[problem], formValues: { reason } });
}

async function answer(request: Request, wish: DeedWish, end: DeedEnd, reason: string): Promise<Response> {
  switch (end.kind) {
    case "done":
    case "nothing":
      return seeOther(`${await backPath(wish)}?done=${end.kind === "done" ? wish.deed : "nothing"}`);
    case "refused":
      return await refusedPage(request, wish, end.problem, reason);
    case "not_operator":
      return await missingResponse(request);
    default:
      return end satisfies never;
  }
}

/**
 * Does what an operator's form asks for, and answers it: on the page of whom it was about, or on its own page again with
 * why not.
 * @param text the reason as it was typed
 * @throws DatabaseUnavailableError; nothing has changed then
 */
export async function answerDeed(request: Request, by: { operator: Operator; visitor: Visitor }, wish: DeedWish, text: string): Promise<Response> {
  const typed = text.slice(0, 400);
  const read = readReason(text);
  if (!read.ok) return await refusedPage(request, wish, read.problem, typed);
  const end = await act(by.visitor, by.operator, wish, read.reason);
  return end.kind === "answer" ? end.response : await answer(request, wish, end, typed);
}
