import { z } from "zod";
import { nothingHere, operatorForm } from "#lib/auth/operator-form.ts";
import { askAmazon } from "#lib/doctor/ask-amazon.ts";
import { refusedForm } from "#lib/http/form-route.ts";
import { pageResponse } from "#lib/http/page-response.ts";

/** Answers with the report and what Amazon said. Nothing was changed, so there is nothing to be led on to. */
export const POST = operatorForm(z.object({ action: z.literal("ask") }), async (_fields, request, { operator }) => {
  const result = await askAmazon(operator);
  if (result.kind === "rate_limited") return await refusedForm(request, "rate_limited", result);
  return await pageResponse(request, "/ops/doctor", { status: 200, formValues: { amazon: JSON.stringify(result.findings) } });
});

export const GET = nothingHere;
