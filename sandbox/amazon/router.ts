import { answerAuthorization, answerConsent, answerSignIn, answerSwitch } from "./authorize.ts";
import { answerControl } from "./control.ts";
import { answerControlRoom } from "./control-room.ts";
import type { Fault, FaultEndpoint } from "./faults.ts";
import type { Answer, Call } from "./http.ts";
import { answerManage, answerRemove, answerSignOut } from "./manage.ts";
import { homePage, plainPage } from "./pages.ts";
import { answerProfile, answerTokenInfo, userOfResourceRequest } from "./resources.ts";
import type { Sandbox } from "./sandbox.ts";
import { signedInPersona } from "./session.ts";
import { answerTokenRequest, userOfTokenRequest } from "./token.ts";

/** One address and how it is answered. */
export type Route = {
  answer: (sandbox: Sandbox, call: Call, fault?: Fault) => Answer;
  /** Set on the addresses that Amazon has too: they take faults and are written to the ledger. */
  endpoint?: { name: FaultEndpoint; userOf: (sandbox: Sandbox, call: Call) => string | undefined };
};

const routes = new Map<string, Record<string, Route>>([
  ["/", { GET: { answer: (sandbox) => homePage(sandbox.region(), sandbox.clients.all()) } }],
  [
    "/ap/oa",
    {
      GET: {
        answer: answerAuthorization,
        endpoint: { name: "authorize", userOf: (sandbox, call) => signedInPersona(sandbox, call)?.userId },
      },
    },
  ],
  ["/ap/signin", { POST: { answer: answerSignIn } }],
  ["/ap/switch", { POST: { answer: answerSwitch } }],
  ["/ap/consent", { POST: { answer: answerConsent } }],
  ["/ap/adam", { GET: { answer: answerManage }, POST: { answer: answerRemove } }],
  ["/signout", { GET: { answer: answerSignOut }, POST: { answer: answerSignOut } }],
  ["/auth/o2/token", { POST: { answer: answerTokenRequest, endpoint: { name: "token", userOf: userOfTokenRequest } } }],
  [
    "/auth/o2/tokeninfo",
    { GET: { answer: answerTokenInfo, endpoint: { name: "tokeninfo", userOf: userOfResourceRequest } } },
  ],
  ["/user/profile", { GET: { answer: answerProfile, endpoint: { name: "profile", userOf: userOfResourceRequest } } }],
]);

/** The route for a call; an unknown address or method gets a route that says so. */
export function routeFor(call: Call): Route {
  if (call.path === "/_sandbox" || call.path.startsWith("/_sandbox/page/")) return { answer: answerControlRoom };
  if (call.path.startsWith("/_sandbox/")) return { answer: answerControl };
  // Amazon's documents write both /auth/o2/ and /auth/O2/.
  const methods = routes.get(call.path.replace(/^\/auth\/O2\//, "/auth/o2/"));
  if (!methods) return { answer: (sandbox) => plainPage(sandbox.region(), 404, "Nothing is here", "The sandbox has no such address.") };
  const route = Object.hasOwn(methods, call.method) ? methods[call.method] : undefined;
  return route ?? { answer: (sandbox) => methodNotAllowed(sandbox, Object.keys(methods)) };
}

function methodNotAllowed(sandbox: Sandbox, allowed: string[]): Answer {
  const text = `It takes ${allowed.join(" or ")} only.`;
  const answer = plainPage(sandbox.region(), 405, "That is not how this address is used", text);
  return { ...answer, headers: { ...answer.headers, allow: allowed.join(", ") } };
}
