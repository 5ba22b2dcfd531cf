import { homeCompany } from "./clients.ts";
import type { SandboxClient } from "./clients.ts";
import { boundedList, buttonForm, controlForm, details, selectField, textArea, textField, tickBox } from "./control-elements.ts";
import type { Choice } from "./control-elements.ts";
import { faultPresets } from "./fault-presets.ts";
import { faultEndpoints } from "./faults.ts";
import type { ActiveFault } from "./faults.ts";
import { shownText } from "./html.ts";
import type { Persona } from "./personas.ts";
import type { Sandbox } from "./sandbox.ts";
import { regions } from "./settings.ts";

// Each part of the control room: a heading, what is there, and forms that work without script.

const mostShown = 50;
const mostLedgerEntries = 20;
const mostChoices = 200;
const longestLabel = 60;
const askedScopes = ["profile", "postal_code"];

export function faultsPart({ faults, personas }: Sandbox): string {
  const items = faults.all().map((fault) => faultItem(fault, personas.find(fault.userId ?? "")?.label));
  const anybody: Choice = ["", "Anybody"];
  const presets = Object.entries(faultPresets).map(([name, { label }]): Choice => [name, label]);
  const add = [
    selectField("Where", "endpoint", faultEndpoints.map((name) => [name, name]), "token"),
    selectField("For whom", "user_id", [anybody, ...personChoices(personas.all())]),
    textField("How many times", "times", "", "Empty: until it is stopped."),
    selectField("What", "preset", presets),
    textArea("Or your own, as JSON", "json", "", `Such as {"status":503,"delayMilliseconds":500}`),
    `<button class="strong">Switch it on</button>`,
  ];
  return [
    `<h2>Faults</h2>`,
    boundedList(items, mostShown, "Everything works."),
    items.length > 0 ? buttonForm("fault-stop-all", {}, "Stop all faults") : "",
    details("Switch a fault on", controlForm("fault-add", {}, add.join(""))),
  ].join("\n");
}

export function personasPart({ personas }: Sandbox): string {
  const all = personas.all();
  const items = all.slice(0, mostShown).map((persona, index) => personaItem(persona, index, all));
  const add = [textField("Name", "name"), textField("E-mail", "email"), textField("Postal code", "postal_code"), `<button class="strong">Add</button>`];
  return [
    `<h2>Personas</h2>`,
    boundedList([...items, ...all.slice(mostShown).map(() => "")], mostShown, "There is nobody."),
    details("Add a persona", controlForm("persona-add", {}, add.join(""))),
  ].join("\n");
}

export function clientsPart({ clients }: Sandbox): string {
  const items = clients.all().map((client, index) => {
    const state = client.disabled ? " (disabled)" : "";
    const { company = homeCompany } = client;
    return `<li class="card"><h3 id="client-${index}"><bdi>${shownText(client.name)}</bdi>${state}</h3>
<p>${shownText(client.clientId, 100)}<br>of the company <bdi>${shownText(company)}</bdi></p>
${details("Change", `${clientForm(client)}${buttonForm("client-remove", { client_id: client.clientId }, "Remove", `client-${index}`)}`)}</li>`;
  });
  return [`<h2>Clients</h2>`, boundedList(items, mostShown, "No client is known."), details("Add a client", clientForm())].join("\n");
}

export function consentsPart({ clients, personas, store }: Sandbox): string {
  const items = store.consents.all().toReversed().map(({ userId, clientId, granted, declined }, index) => {
    const who = personas.find(userId)?.label ?? userId;
    const leftOut = declined.size > 0 ? `; left out: ${[...declined].join(", ")}` : "";
    return `<li class="card"><h3 id="consent-${index}"><bdi>${shownText(who)}</bdi> to <bdi>${shownText(clients.get(clientId)?.name ?? clientId)}</bdi></h3>
<p>${shownText(([...granted].join(", ") || "nothing") + leftOut)}</p>
${buttonForm("consent-remove", { user_id: userId, client_id: clientId }, "Remove", `consent-${index}`)}</li>`;
  });
  return [`<h2>Consents</h2>`, boundedList(items, mostShown, "Nobody has allowed anything.")].join("\n");
}

export function ledgerPart({ ledger, personas }: Sandbox): string {
  const labelOf = (userId: string | undefined) => (userId === undefined ? "" : shownText(personas.find(userId)?.label ?? userId));
  const calls = ledger.calls.toReversed().map(
    ({ at, method, path, status, userId }) =>
      `<li><code>${at.slice(11, 19)} ${shownText(`${method} ${path}`)}</code> ${status ?? "no answer"} <bdi>${labelOf(userId)}</bdi></li>`,
  );
  const issued = ledger.issued.toReversed().map(
    ({ at, kind, value, uses, endedBy, userId }) =>
      `<li><code>${at.slice(11, 19)} ${shownText(value.slice(0, 12))}…</code> ${kind.replace("_", " ")}, sent ${uses}×${endedBy ? `, ${endedBy.replace("_", " ")}` : ""} <bdi>${labelOf(userId)}</bdi></li>`,
  );
  return [
    `<h2>Ledger</h2>`,
    `<h3>Latest calls</h3>`,
    boundedList(calls, mostLedgerEntries, "Nobody has called."),
    `<h3>Latest codes and tokens</h3>`,
    boundedList(issued, mostLedgerEntries, "Nothing was handed out."),
    calls.length + issued.length > 0 ? buttonForm("ledger-forget", {}, "Forget all this") : "",
  ].join("\n");
}

export function settingsPart({ settings }: Sandbox): string {
  const now = settings.all();
  const fields = [
    selectField("Region", "region", regions.map((region) => [region, region]), now.region),
    selectField("Access tokens, when an app is removed", "accessTokensAfterRemoval", [["live_on", "live on"], ["die", "die at once"]], now.accessTokensAfterRemoval),
    selectField("An unknown scope", "unknownScope", [["redirect", "is refused at the return URL"], ["own_page", "is refused on Amazon's own page"]], now.unknownScope),
    selectField("PKCE", "pkce", [["enforced", "is enforced"], ["ignored", "is ignored"]], now.pkce),
    textField("Words for a wrong verifier", "verifierMismatchDescription", now.verifierMismatchDescription),
    textField("Clock ahead by, in seconds", "clockOffsetSeconds", String(now.clockOffsetSeconds)),
    `<button class="strong">Change</button>`,
  ];
  return `<h2>Settings</h2>${details("Change the settings", controlForm("settings", {}, fields.join("")))}`;
}

function faultItem({ id, endpoint, userId, times, ...switches }: ActiveFault, label: string | undefined): string {
  const whom = userId === undefined ? "anybody" : (label ?? userId);
  const often = times === undefined ? "until it is stopped" : `${times}× more`;
  return `<li class="card"><h3 id="fault-${id}">${endpoint}, for <bdi>${shownText(whom)}</bdi></h3>
<p>${often}: <code>${shownText(JSON.stringify(switches), 300)}</code></p>
${buttonForm("fault-stop", { id: String(id) }, "Stop", `fault-${id}`)}</li>`;
}

function personaItem(persona: Persona, index: number, all: Persona[]): string {
  const { userId, label, name, email, postalCode, voluntaryScopes = [] } = persona;
  const described = `persona-${index}`;
  const fields = [
    `<p class="hint">A field left empty is a thing this person does not have.</p>`,
    textField("Name", "name", name),
    textField("E-mail", "email", email),
    textField("Postal code", "postal_code", postalCode),
    ...askedScopes.map((scope) => tickBox(`May leave out ${scope}`, "voluntary", scope, voluntaryScopes.includes(scope))),
    `<button class="strong" aria-describedby="${described}">Change</button>`,
  ];
  const others = all.filter((other) => other.userId !== userId && other.email !== undefined);
  const take = `${selectField("Somebody's address", "from", personChoices(others))}<button aria-describedby="${described}">Take this address over</button>`;
  return `<li class="card"><h3 id="${described}"><bdi>${shownText(label)}</bdi></h3>
<p><bdi>${name === undefined ? "no name" : shownText(name)}</bdi>, <bdi>${email === undefined ? "no e-mail address" : shownText(email)}</bdi><br>${shownText(userId, 100)}</p>
${details("Change", [controlForm("persona-change", { user_id: userId }, fields.join("")), others.length > 0 ? controlForm("persona-take", { user_id: userId }, take) : "", buttonForm("persona-close", { user_id: userId }, "Close the account", described)].join(""))}</li>`;
}

function clientForm(client?: SandboxClient): string {
  const { voluntaryScopes = [] } = client ?? {};
  const hidden: Record<string, string> = client ? { client_id: client.clientId } : {};
  const fields = [
    client ? "" : textField("Client id", "client_id"),
    textField("Name", "name", client?.name),
    textField("Secret", "secret", client?.clientSecret),
    textField("Second secret", "second_secret", client?.secondSecret, "Good beside the first one."),
    textArea("Return URLs", "return_urls", client?.returnUrls.join("\n"), "One a line, letter by letter."),
    textField("Privacy notice", "privacy_url", client?.privacyUrl, "An address."),
    textField("Company", "company", client?.company, "People have one id for all clients of a company."),
    ...askedScopes.map((scope) => tickBox(`People may leave out ${scope}`, "voluntary", scope, voluntaryScopes.includes(scope))),
    tickBox("Disabled", "disabled", "yes", client?.disabled === true),
    `<button class="strong">${client ? "Change" : "Add"}</button>`,
  ];
  return controlForm("client-put", hidden, fields.join(""));
}

function personChoices(personas: Persona[]): Choice[] {
  return personas.slice(0, mostChoices).map(({ userId, label, email }) => {
    const shown = label === email || email === undefined ? label : `${label}, ${email}`;
    return [userId, shown.slice(0, longestLabel)];
  });
}
