import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { InteractionResults, Provider } from "oidc-provider";
import { escapeHtml } from "../amazon/html.ts";
import type { People } from "./people.ts";

/** The words of LWA, so that a client that looks at them is tested too. */
const cancelled = { error: "access_denied", error_description: "Access not permitted." };

function page(people: People, needsSignIn: boolean): string {
  const item = (id: string, label: string, index: number) => `<p><label><input type="radio" name="user_id" value="${escapeHtml(id)}"${index === 0 ? " checked" : ""}> ${escapeHtml(label.slice(0, 80))}</label></p>`;
  const choice = needsSignIn ? people.all().map(({ userId, name }, index) => item(userId, name ?? userId, index)) : [];
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Second upstream</title><link rel="icon" href="data:,">
<h1>Second upstream: this is not Amazon</h1>
<form method="post">${choice.join("")}<button name="decision" value="allow">Allow</button> <button name="decision" value="cancel">Cancel</button></form>
</html>`;
}

type Interaction = Awaited<ReturnType<Provider["interactionDetails"]>>;

/** Signs the person in where that is asked, and grants every scope that is missing. */
async function allowed(provider: Provider, { prompt, params, session, grantId }: Interaction, userId: string | null): Promise<InteractionResults> {
  const accountId = session?.accountId ?? userId ?? "";
  const clientId = String(params.client_id);
  const grant = (grantId ? await provider.Grant.find(grantId) : undefined) ?? new provider.Grant({ accountId, clientId });
  grant.addOIDCScope(String(params.scope ?? ""));
  const consent = { grantId: await grant.save() };
  return prompt.name === "login" ? { login: { accountId }, consent } : { consent };
}

/**
 * The one page of ours in oidc-provider's authorization: who to be, and Allow or Cancel. A form without script, so that
 * a browser, a person and a test over HTTP can all answer it: `user_id` and `decision` (`allow` or `cancel`).
 */
export async function answerInteraction(provider: Provider, people: People, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const interaction = await provider.interactionDetails(request, response);
  if (request.method !== "POST") {
    const body = page(people, interaction.prompt.name === "login");
    response.writeHead(200, { "content-type": "text/html;charset=UTF-8", "cache-control": "no-store" }).end(body);
    return;
  }
  const form = new URLSearchParams(await text(request));
  const result = form.get("decision") === "allow" ? await allowed(provider, interaction, form.get("user_id")) : cancelled;
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}
