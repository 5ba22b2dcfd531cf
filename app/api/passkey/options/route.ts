import { z } from "zod";
import { attemptField } from "#app/form-fields.ts";
import { passkeyOptions } from "#lib/auth/passkey-options.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { serializeCookie } from "#lib/http/cookies.ts";
import { jsonAnswer, jsonRoute, refusedJson } from "#lib/http/json-route.ts";

const wish = z.discriminatedUnion("purpose", [z.strictObject({ purpose: z.enum(["sign_in", "step_up", "add", "merge"]) }), z.strictObject({ purpose: z.literal("existing"), attempt: attemptField })]);

export const POST = jsonRoute(wish, async (input, request) => {
  const answer = await passkeyOptions(visitorOf(request), input);
  if (answer.kind === "refused") return refusedJson(request, answer.outcome, answer);
  return jsonAnswer(answer.options, { "set-cookie": serializeCookie(answer.cookie) });
});
