import { inDevelopment } from "../http/development.ts";
import { offerDirectRoute } from "../http/direct-answer.ts";
import { handleAuthGet, handleAuthPost } from "./handlers.ts";
import { switchedOnProviders } from "./switched-on.ts";
import type { JoinGuest } from "./visitor.ts";

/**
 * Lets the listener answer the two requests of a sign-in with a provider, start and callback, without the framework, whose
 * part of them is a third. The functions are those of the route (app/api/auth/[...nextauth]), which answers in
 * development, where they change, and everywhere without our listener.
 */
export function offerSignInRoutes(joinGuest: JoinGuest): void {
  if (inDevelopment()) return;
  for (const provider of switchedOnProviders()) {
    offerDirectRoute("POST", `/api/auth/signin/${provider}`, (request) => handleAuthPost(request, ["signin", provider]));
    offerDirectRoute("GET", `/api/auth/callback/${provider}`, (request) => handleAuthGet(request, ["callback", provider], joinGuest));
  }
}
