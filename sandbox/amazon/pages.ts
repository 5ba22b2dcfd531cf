import type { AuthorizationRequest } from "./authorization-request.ts";
import type { SandboxClient } from "./clients.ts";
import { isNeverAsked } from "./consents.ts";
import { escapeHtml, htmlAnswer, shownText } from "./html.ts";
import type { Answer } from "./http.ts";
import type { Persona } from "./personas.ts";
import type { Consent } from "./consents.ts";
import type { Region } from "./settings.ts";

const band = "Sandbox — this is not Amazon";
const regionNames: Record<Region, string> = { na: "North America", eu: "Europe", fe: "Far East" };
const footer = `<a href="/ap/adam">Manage apps</a> <a href="/signout">Sign out of the sandbox</a> <a href="/_sandbox">Control room</a>`;
const firstPage = { address: "/", label: "To the sandbox's first page" };
// Long enough to compare a return URL with the registered one.
const longestDetail = 500;
// A bucket with a spade: nothing of Amazon's.
const artwork = `<svg class="art" viewBox="0 0 64 64" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><path d="M12 28h32l-4 28H16z"/><path d="M14 28a14 14 0 0 1 28 0"/><path d="M50 8v30"/><path d="M46 8h8"/><path d="M46 38h8v10a4 4 0 0 1-8 0z"/></svg>`;

// Each page takes the region that is played, for the band above it.

/**
 * The sign-in page: one form with one button per persona.
 *
 * @param continueTo where to go afterwards, a path of the sandbox
 */
export function signInPage(region: Region, personas: Persona[], continueTo: string): Answer {
  const items = personas.map((persona, index) => personaItem(persona, `persona-${index}`, continueTo)).join("\n");
  return page(region, 200, "Sign in to the sandbox", [
    `<p class="quiet">Nobody here is real and there is no password. Choose who to be.</p>`,
    `<ul class="plain">${items}</ul>`,
  ]);
}

/**
 * The consent page: what exactly the client would get, with Allow, Cancel and a way to be somebody else. What may be
 * left out has a box, which is ticked at first.
 */
export function consentPage(region: Region, request: AuthorizationRequest, persona: Persona, continueTo: string): Answer {
  const client = shownText(request.client.name);
  const fields = { continue_to: continueTo, user_id: persona.userId };
  const shared = request.scopes.map((scope) => sharedScope(scope, persona, request.voluntary.includes(scope))).join("");
  return page(region, 200, `Share with ${request.client.name}?`, [
    `<p><bdi>${client}</bdi> would get this about you:</p>`,
    // Both buttons send the same form: what was ticked, and the decision.
    `<form method="post" action="/ap/consent">${hiddenFields(fields)}${shared}`,
    `<p class="quiet">See <a href="${escapeHtml(request.client.privacyUrl)}">the privacy notice of ${client}</a>.</p>`,
    `<div class="choices"><button class="strong" name="decision" value="allow">Allow</button>`,
    `<button name="decision" value="cancel">Cancel</button></div></form>`,
    `<h2>Not ${shownText(persona.label)}?</h2>`,
    postForm("/ap/switch", { continue_to: continueTo }, `<button>Use another account</button>`),
  ]);
}

/**
 * The error page for requests that must not be answered with a redirect, in the form of Amazon's own.
 *
 * @param line what is wrong
 */
export function errorPage(region: Region, line: string, query: URLSearchParams): Answer {
  const details = [...query].map(
    ([name, value]) => `<dt>${shownText(name)}</dt><dd><bdi>${shownText(value, longestDetail)}</bdi></dd>`,
  );
  return page(region, 400, "We're sorry!", [
    `<p>An error occurred when we tried to process your request.</p>`,
    `<h2>Error Summary</h2>`,
    `<div class="card"><strong>400 Bad Request</strong><p>${escapeHtml(line)}</p></div>`,
    `<h2>Request Details</h2>`,
    details.length > 0 ? `<dl class="card">${details.join("")}</dl>` : `<p class="card">No parameters were sent.</p>`,
    `<p class="quiet">Go back to the site you came from to try again.</p>`,
  ]);
}

/** The page on which a signed-in persona takes back what a client was given. */
export function managePage(
  region: Region,
  persona: Persona,
  consents: { client: SandboxClient; consent: Consent }[],
): Answer {
  const items = consents.map(({ client, consent }, index) => {
    const scopes = [...consent.granted].join(", ") || "nothing";
    const leftOut = consent.declined.size > 0 ? `; left out: ${[...consent.declined].join(", ")}` : "";
    const button = `<button aria-describedby="client-${index}">Remove</button>`;
    return `<li class="card"><h2 id="client-${index}"><bdi>${shownText(client.name)}</bdi></h2>
<p>Since ${new Date(consent.grantedAt).toISOString().slice(0, 16).replace("T", " ")} UTC: ${escapeHtml(scopes + leftOut)}</p>
${postForm("/ap/adam", { client_id: client.clientId }, button)}</li>`;
  });
  return page(region, 200, "Manage apps", [
    `<p>You are <bdi>${shownText(persona.label)}</bdi>. These apps may sign you in:</p>`,
    items.length > 0 ? `<ul class="plain">${items.join("\n")}</ul>` : `<p class="card">None at the moment.</p>`,
    `<p class="quiet">Removing an app stops its refresh tokens. What it knows already, it keeps.</p>`,
  ]);
}

/** Shown after the sandbox session has ended. */
export function signedOutPage(region: Region): Answer {
  return page(region, 200, "You are signed out of the sandbox", [
    `<p>The next sign-in asks who you are.</p>`,
    `<p class="quiet">The shop's own session is not touched.</p>`,
  ]);
}

/** What the sandbox is, for somebody who opens its address. */
export function homePage(region: Region, clients: SandboxClient[]): Answer {
  const items = clients.map(
    (client) => `<li class="card"><bdi>${shownText(client.name)}</bdi><p>${escapeHtml(client.clientId)}</p></li>`,
  );
  return page(region, 200, "A stand-in for Login with Amazon", [
    `<p>Start at the shop's own sign-in page: it sends you here and gets you back.</p>`,
    `<p>Personas, clients, faults and what has happened are in the <a href="/_sandbox">control room</a>.</p>`,
    `<h2>Known clients</h2>`,
    `<ul class="plain">${items.join("\n")}</ul>`,
  ]);
}

/** A short page for anything that is not there, cannot be read or may not be done. */
export function plainPage(region: Region, status: number, title: string, text: string, wayOn = firstPage): Answer {
  return page(region, status, title, [
    `<p>${escapeHtml(text)}</p>`,
    `<p class="way-on"><a href="${wayOn.address}">${escapeHtml(wayOn.label)}</a></p>`,
  ]);
}

/** A page of the sandbox. `parts` are HTML. */
export function page(region: Region, status: number, title: string, parts: string[]): Answer {
  const heading = `<h1>${shownText(title)}</h1>`;
  const main = [artwork, heading, ...parts].join("\n");
  const fullBand = `${band} (it plays ${regionNames[region]})`;
  return htmlAnswer(status, { title: `${title} (sandbox)`, band: fullBand, main, footer });
}

function personaItem(persona: Persona, id: string, continueTo: string): string {
  const name = persona.name === undefined ? "no name" : shownText(persona.name);
  const email = persona.email === undefined ? "no e-mail address" : shownText(persona.email);
  const button = `<button aria-describedby="${id}"><bdi>${shownText(persona.label)}</bdi></button>`;
  return `<li class="card">${postForm("/ap/signin", { continue_to: continueTo, user_id: persona.userId }, button)}
<p id="${id}">${escapeHtml(persona.about)}<br><bdi>${name}</bdi>, <bdi>${email}</bdi></p></li>`;
}

/** What one scope shares, behind a box where it may be left out; nothing for the bare id, as at Amazon. */
function sharedScope(scope: string, persona: Persona, isVoluntary: boolean): string {
  if (isNeverAsked(scope)) return "";
  const values: [string, string | undefined][] =
    scope === "profile" ? [["Name", persona.name], ["E-mail", persona.email]] : [["Postal code", persona.postalCode]];
  const list = values
    .map(([term, value]) => `<dt>${term}</dt><dd><bdi>${value === undefined ? "none" : shownText(value)}</bdi></dd>`)
    .join("");
  const label = `Share ${scope === "profile" ? "name and e-mail" : "postal code"}`;
  const box = isVoluntary
    ? `<label class="tick"><input type="checkbox" name="granted" value="${escapeHtml(scope)}" checked> ${label}</label>`
    : "";
  return `<div class="card">${box}<dl>${list}</dl></div>`;
}

function postForm(action: string, fields: Record<string, string>, button: string): string {
  return `<form method="post" action="${action}">${hiddenFields(fields)}${button}</form>`;
}

/** The fields that a form sends without showing them. */
export function hiddenFields(fields: Record<string, string>): string {
  return Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`)
    .join("");
}
