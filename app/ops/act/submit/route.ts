import { z } from "zod";
import { idField } from "#app/form-fields.ts";
import { nothingHere, operatorForm } from "#lib/auth/operator-form.ts";
import { answerDeed } from "#lib/ops/answer-deed.ts";
import { closeSince, type DeedWish } from "#lib/ops/deed-wish.ts";

const reason = z.string().max(2_000);
// Whoever wanted something taken away must not find it left because the moment could not be read.
const since = z.string().max(30).refine((text) => text === "" || closeSince(text, new Date()) !== undefined).optional();

const fields = z.discriminatedUnion("action", [
  z.object({ action: z.enum(["end_sessions", "open", "resend_notice"]), user: idField, reason }),
  z.object({ action: z.literal("close"), user: idField, since, reason }),
  z.object({ action: z.literal("resend_code"), attempt: idField, reason }),
]);

function wishOf(input: z.output<typeof fields>): DeedWish {
  if (input.action === "resend_code") return { deed: input.action, attempt: input.attempt };
  if (input.action === "close") return { deed: input.action, user: input.user, since: closeSince(input.since, new Date()) };
  return { deed: input.action, user: input.user };
}

export const POST = operatorForm(fields, async (input, request, by) => await answerDeed(request, by, wishOf(input), input.reason));

export const GET = nothingHere;
