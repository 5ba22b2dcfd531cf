import { directAnswer } from "#lib/http/direct-answer.ts";
import type { Handle } from "./exchange.ts";

/** Answers by itself what the application has offered for that, and hands on all else. */
export function withDirectAnswers(handle: Handle): Handle {
  return async (request, response) => {
    const answer = request.method === "GET" ? directAnswer(request.url ?? "") : undefined;
    if (!answer) return await handle(request, response);
    const { status, headers, body } = await answer(request.headers.cookie ?? null);
    response.writeHead(status, { ...headers, "Content-Length": Buffer.byteLength(body) }).end(body);
  };
}
