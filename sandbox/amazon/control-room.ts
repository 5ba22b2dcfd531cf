import { workOffForm } from "./control-forms.ts";
import { clientsPart, consentsPart, faultsPart, ledgerPart, personasPart, settingsPart } from "./control-parts.ts";
import { buttonForm } from "./control-elements.ts";
import { hasContentType, isLoopbackHost, redirectAnswer } from "./http.ts";
import type { Answer, Call } from "./http.ts";
import { page, plainPage } from "./pages.ts";
import type { Sandbox } from "./sandbox.ts";

const pageAddress = "/_sandbox";
const wayBack = { address: pageAddress, label: "Back to the control room" };

/**
 * `/_sandbox` and its forms: the switches of the sandbox for somebody at a browser. Only for this machine, and only for
 * forms of this very page: whatever else is open in the browser must not steer the sandbox.
 */
export function answerControlRoom(sandbox: Sandbox, call: Call): Answer {
  const refuse = (status: number, text: string) => plainPage(sandbox.region(), status, "That is not possible", text, wayBack);
  if (!isLoopbackHost(call.header("host"))) return refuse(403, "The control room is only for this machine.");
  if (call.path === pageAddress) {
    return call.method === "GET" ? controlRoom(sandbox) : notAllowed(refuse(405, "This address only shows a page."), "GET");
  }
  if (call.method !== "POST") return notAllowed(refuse(405, "This address only takes forms."), "POST");
  if (!isFromOwnPage(call)) return refuse(403, "The form was not sent by the control room.");
  if (!hasContentType(call, "application/x-www-form-urlencoded")) return refuse(415, "Send a form.");
  const problem = workOffForm(sandbox, call.path.slice(`${pageAddress}/page/`.length), new URLSearchParams(call.body));
  return problem === undefined ? redirectAnswer(303, pageAddress) : refuse(400, problem);
}

function controlRoom(sandbox: Sandbox): Answer {
  return page(sandbox.region(), 200, "Control room", [
    `<p>What the sandbox is to do, and what it has done. Everything here is there by HTTP too; docs/sandbox.md says how.</p>`,
    faultsPart(sandbox),
    personasPart(sandbox),
    clientsPart(sandbox),
    consentsPart(sandbox),
    ledgerPart(sandbox),
    settingsPart(sandbox),
    `<h2>Begin again</h2><p>Forgets everything: personas, clients, consents, tokens, faults, ledger and settings are as at the start.</p>`,
    buttonForm("reset", {}, "Reset the sandbox"),
  ]);
}

/** Browsers say where a form comes from, and pages cannot forge it. */
function isFromOwnPage(call: Call): boolean {
  const [origin, site] = [call.header("origin"), call.header("sec-fetch-site")];
  if (site !== undefined && site !== "same-origin") return false;
  return origin === `http://${call.header("host")}`;
}

function notAllowed(answer: Answer, allow: string): Answer {
  return { ...answer, headers: { ...answer.headers, allow } };
}
