import { z } from "zod";
import { emailField } from "#app/form-fields.ts";
import { seeOther } from "#lib/auth/answers.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { formRoute, refusedForm } from "#lib/http/form-route.ts";
import { pageResponse } from "#lib/http/page-response.ts";
import { readContact } from "#lib/support/read-contact.ts";
import { writeToSupport } from "#lib/support/write-to-support.ts";

const page = "/help/sign-in";
const fields = z.object({ email: emailField, reference: z.string().max(200), message: z.string().max(8_000) });

export const POST = formRoute(fields, async (form, request) => {
  const read = readContact(form);
  if (!read.ok) return await pageResponse(request, `${page}?${new URLSearchParams({ problem: read.problems.join(",") })}`, { status: 422, formValues: form });
  const result = await writeToSupport(visitorOf(request), read.contact);
  return result.kind === "sent" ? seeOther(`${page}?done=sent#contact`) : await refusedForm(request, "rate_limited", result);
});
