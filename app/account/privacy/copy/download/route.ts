import { visitorOf } from "#lib/auth/visitor.ts";
import { sendCopy } from "#lib/privacy/copy/fetch.ts";

/** The archive of a copy. Asked with HEAD it is not used up: Next would answer that by way of GET. */
async function answer(request: Request): Promise<Response> {
  const tokens = new URL(request.url).searchParams.getAll("token");
  return await sendCopy(request, visitorOf(request), tokens.length === 1 ? (tokens[0] ?? "") : "");
}

export const GET = answer;
export const HEAD = answer;
