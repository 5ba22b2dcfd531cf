import type { AuthorizationRequest } from "./authorization-request.ts";
import type { SandboxClient } from "./clients.ts";
import { escapeHtml, htmlAnswer, shownText } from "./html.ts";
import type { Answer } from "./http.ts";
import type { Persona } from "./personas.ts";
import type { Consent } from "./store.ts";

const band = "Sandbox — this is not Amazon";
const footer = `<a href="/ap/adam">Manage apps</a> <a href="/signout">Sign out of the sandbox</a>`;
// Long enough to compare a return URL with the registered one.
const longestDetail = 500;
// A bucket with a spade: nothing of Amazon's.
const artwork = `<svg class="art" viewBox="0 0 64 64" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><path d="M12 28h32l-4 28H16z"/><path d="M14 28a14 14 0 0 1 28 0"/><path d="M50 8v30"/><path d="M46 8h8"/><path d="M46 38h8v10a4 4 0 0 1-8 0z"/></svg>`;

/**
 * The sign-in page: one form with one button per persona.
 *
 * @param continueTo where to go afterwards, a path of the sandbox
 */
export function signInPage(personas: Persona[], continueTo: string): Answer {
  const items = personas.map((persona, index) => personaItem(persona, `persona-${index}`, continueTo)).join("\n");
  return page(200, "Sign in to the sandbox", [
    `<p class="quiet">Nobody here is real and there is no password. Choose who to be.</p>`,
    `<ul class="plain">${items}</ul>`,
  ]);
}

/** The consent page: what exactly the client would get, with Allow, Cancel and a way to be somebody else. */
export function consentPage(request: AuthorizationRequest, persona: Persona, continueTo: string): Answer {
  const client = shownText(request.client.name);
  const fields = { continue_to: continueTo, user_id: persona.userId };
  return page(200, `Share with ${request.client.name}?`, [
    `<p><bdi>${client}</bdi> would get this about you:</p>`,
    `<dl class="card">${sharedValues(request.scopes, persona)}</dl>`,
    `<p class="quiet">See <a href="${escapeHtml(request.client.privacyUrl)}">the privacy notice of ${client}</a>.</p>`,
    `<div class="choices">`,
    postForm("/ap/consent", { ...fields, decision: "allow" }, `<button class="strong">Allow</button>`),
    postForm("/ap/consent", { ...fields, decision: "cancel" }, `<button>Cancel</button>`),
    `</div>`,
    `<h2>Not ${shownText(persona.label)}?</h2>`,
    postForm("/ap/switch", { continue_to: continueTo }, `<button>Use another account</button>`),
  ]);
}

/**
 * The error page for requests that must not be answered with a redirect, in the form of Amazon's own.
 *
 * @param line what is wrong
 */
export function errorPage(line: string, query: URLSearchParams): Answer {
  const details = [...query].map(
    ([name, value]) => `<dt>${shownText(name)}</dt><dd><bdi>${shownText(value, longestDetail)}</bdi></dd>`,
  );
  return page(400, "We're sorry!", [
    `<p>An error occurred when we tried to process your request.</p>`,
    `<h2>Error Summary</h2>`,
    `<div class="card"><strong>400 Bad Request</strong><p>${escapeHtml(line)}</p></div>`,
    `<h2>Request Details</h2>`,
    details.length > 0 ? `<dl class="card">${details.join("")}</dl>` : `<p class="card">No parameters were sent.</p>`,
    `<p class="quiet">Go back to the site you came from to try again.</p>`,
  ]);
}

/** The page on which a signed-in persona takes back what a client was given. */
export function managePage(persona: Persona, consents: { client: SandboxClient; consent: Consent }[]): Answer {
  const items = consents.map(({ client, consent }, index) => {
    const scopes = [...new Set([...consent.scopeSets].flatMap((set) => set.split(" ")))].join(", ");
    const button = `<button aria-describedby="client-${index}">Remove</button>`;
    return `<li class="card"><h2 id="client-${index}"><bdi>${shownText(client.name)}</bdi></h2>
<p>Since ${new Date(consent.grantedAt).toISOString().slice(0, 16).replace("T", " ")} UTC: ${escapeHtml(scopes)}</p>
${postForm("/ap/adam", { client_id: client.clientId }, button)}</li>`;
  });
  return page(200, "Manage apps", [
    `<p>You are <bdi>${shownText(persona.label)}</bdi>. These apps may sign you in:</p>`,
    items.length > 0 ? `<ul class="plain">${items.join("\n")}</ul>` : `<p class="card">None at the moment.</p>`,
    `<p class="quiet">Removing an app stops its refresh tokens. What it knows already, it keeps.</p>`,
  ]);
}

/** Shown after the sandbox session has ended. */
export function signedOutPage(): Answer {
  return page(200, "You are signed out of the sandbox", [
    `<p>The next sign-in asks who you are.</p>`,
    `<p class="quiet">The shop's own session is not touched.</p>`,
  ]);
}

/** What the sandbox is, for somebody who opens its address. */
export function homePage(clients: SandboxClient[]): Answer {
  const items = clients.map(
    (client) => `<li class="card"><bdi>${shownText(client.name)}</bdi><p>${escapeHtml(client.clientId)}</p></li>`,
  );
  return page(200, "A stand-in for Login with Amazon", [
    `<p>Start at the shop's own sign-in page: it sends you here and gets you back.</p>`,
    `<h2>Known clients</h2>`,
    `<ul class="plain">${items.join("\n")}</ul>`,
  ]);
}

/** A short page for anything that is not there or cannot be read. */
export function plainPage(status: number, title: string, text: string): Answer {
  return page(status, title, [`<p>${escapeHtml(text)}</p>`, `<p><a href="/">To the sandbox's first page</a></p>`]);
}

function page(status: number, title: string, parts: string[]): Answer {
  const heading = `<h1>${shownText(title)}</h1>`;
  const main = [artwork, heading, ...parts].join("\n");
  return htmlAnswer(status, { title: `${title} (sandbox)`, band, main, footer });
}

function personaItem(persona: Persona, id: string, continueTo: string): string {
  const name = persona.name === undefined ? "no name" : shownText(persona.name);
  const email = persona.email === undefined ? "no e-mail address" : shownText(persona.email);
  const button = `<button aria-describedby="${id}"><bdi>${shownText(persona.label)}</bdi></button>`;
  return `<li class="card">${postForm("/ap/signin", { continue_to: continueTo, user_id: persona.userId }, button)}
<p id="${id}">${escapeHtml(persona.about)}<br><bdi>${name}</bdi>, <bdi>${email}</bdi></p></li>`;
}

function sharedValues(scopes: string[], persona: Persona): string {
  const values: [string, string | undefined][] = [];
  if (scopes.includes("profile")) values.push(["Name", persona.name], ["E-mail", persona.email]);
  if (scopes.includes("postal_code")) values.push(["Postal code", persona.postalCode]);
  return values
    .map(([term, value]) => `<dt>${term}</dt><dd><bdi>${value === undefined ? "none" : shownText(value)}</bdi></dd>`)
    .join("");
}

function postForm(action: string, fields: Record<string, string>, button: string): string {
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`,
  );
  return `<form method="post" action="${action}">${inputs.join("")}${button}</form>`;
}
