import { overClientLimit } from "#lib/auth/client-limit.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { refusedForm } from "#lib/http/form-route.ts";
import type { Owner } from "#lib/shop/owner.ts";

/**
 * The refusal for a client address that has made too many guests: each is a row that is kept for 90 days.
 * @param owner whose thing it is; only for nobody yet a guest is made
 */
export async function refusedGuest(request: Request, owner: Owner | null, form: { action: string }): Promise<Response | null> {
  if (owner || form.action !== "add") return null;
  const over = await overClientLimit(visitorOf(request), "guest_from_client");
  return over && (await refusedForm(request, "rate_limited", over));
}
