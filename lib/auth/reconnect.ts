import { accountToReconnect } from "../accounts/unlink-account.ts";
import type { ExtraScope } from "../amazon/scopes.ts";
import { amazonHealth } from "../amazon-health/process.ts";
import { database } from "../db/client.ts";
import { refusedForm } from "../http/form-route.ts";
import { pageResponse } from "../http/page-response.ts";
import { outcomes } from "../outcomes.ts";
import type { ProviderName } from "../sessions/methods.ts";
import { seeOther } from "./answers.ts";
import { isAway } from "./provider-health.ts";
import { startProviderForm } from "./start-form.ts";
import type { Visitor } from "./visitor.ts";

type ReconnectWish = {
  provider: ProviderName;
  /** The linked account that the form names; a page from before it did so names none. */
  account: string | undefined;
  /** Where it leads back to. */
  returnTo: string;
  /** What is asked for beside the usual. */
  extra?: ExtraScope;
};

/**
 * Sends somebody who is signed in to a provider to connect a linked account again. The attempt is bound to this very
 * session and names the account: whoever comes back with another one is refused, also with another one of their own. It
 * takes no fresh proof, for nothing is linked by it.
 * @returns 400 where the account is none of theirs, or is none any more, or several could be meant, and the page again with
 * 503 while nobody is sent there; nothing is started then
 * @throws DatabaseUnavailableError; AuthError
 */
export async function startReconnect(request: Request, visitor: Visitor, wish: ReconnectWish): Promise<Response> {
  const { provider, account, returnTo, extra } = wish;
  const session = await visitor.session();
  if (!session) return seeOther(`/signin?${new URLSearchParams({ returnTo })}`);
  const expectedAccountId = await accountToReconnect(database().db, { userId: session.userId, provider }, account);
  if (expectedAccountId === null) return await refusedForm(request, "input_invalid");
  // A click that comes late: the page says so in the place of its buttons, and offers no other way in to who is in.
  if (isAway(provider)) return await pageResponse(request, returnTo, { status: outcomes.provider_unavailable.status, headers: { "retry-after": String(Math.max(1, amazonHealth().retryAfterSeconds)) } });
  return await startProviderForm(request, provider, returnTo, { intent: "reconnect", expectedAccountId, ...(extra === undefined ? {} : { extra }) });
}
