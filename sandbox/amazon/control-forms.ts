import { z } from "zod";
import { clientSchema } from "./clients.ts";
import { faultPresets } from "./fault-presets.ts";
import { faultSchema } from "./faults.ts";
import { personaChangeSchema, personaSchema } from "./personas.ts";
import { closeAccount, removeApp } from "./removal.ts";
import { resetSandbox } from "./sandbox.ts";
import type { Sandbox } from "./sandbox.ts";
import { settingsSchema } from "./settings.ts";

/** Does what a form asks for. The answer is a sentence on why it could not be done, or undefined. */
type Work = (sandbox: Sandbox, form: URLSearchParams) => string | undefined;

const works: Record<string, Work> = {
  settings: (sandbox, form) => checked(settingsSchema, settingsOf(form), (settings) => void sandbox.settings.change(settings)),
  "fault-add": addFault,
  "fault-stop": ({ faults }, form) => unless(faults.remove(Number(form.get("id"))), "That fault has ended already."),
  "fault-stop-all": ({ faults }) => void faults.clear(),
  "persona-add": (sandbox, form) =>
    checked(personaSchema, personaOf(form), (input) => unless(sandbox.personas.add(input), "There are too many personas.")),
  "persona-change": (sandbox, form) =>
    checked(personaChangeSchema, personaChangeOf(form), (change) => unless(sandbox.personas.change(change), noPersona)),
  "persona-take": (sandbox, form) => {
    const change = { userId: form.get("user_id") ?? "", takeEmailFrom: form.get("from") ?? "" };
    return unless(sandbox.personas.change(change), noPersona);
  },
  "persona-close": (sandbox, form) => unless(closeAccount(sandbox, form.get("user_id") ?? ""), noPersona),
  "client-put": (sandbox, form) =>
    checked(clientSchema, clientOf(form), (client) => unless(sandbox.clients.put(client), "There are too many clients.")),
  "client-remove": ({ clients }, form) => unless(clients.remove(form.get("client_id") ?? ""), "There is no such client."),
  "consent-remove": (sandbox, form) =>
    unless(removeApp(sandbox, form.get("user_id") ?? "", form.get("client_id") ?? ""), "There is no such consent."),
  "ledger-forget": ({ ledger }) => void ledger.clear(),
  reset: (sandbox) => void resetSandbox(sandbox),
};

const noPersona = "There is no such persona.";

/** The forms of the control room, for its tests. */
export const controlForms: readonly string[] = Object.keys(works);

/**
 * Does what a form of the control room asks for.
 *
 * @param action the last part of the form's address
 * @returns a sentence on why it could not be done; undefined when it was
 */
export function workOffForm(sandbox: Sandbox, action: string, form: URLSearchParams): string | undefined {
  const work = Object.hasOwn(works, action) ? works[action] : undefined;
  return work ? work(sandbox, form) : "There is no such form.";
}

function addFault(sandbox: Sandbox, form: URLSearchParams): string | undefined {
  const own = text(form, "json");
  const preset = form.get("preset") ?? "";
  let fault: unknown = Object.hasOwn(faultPresets, preset) ? faultPresets[preset]?.fault : {};
  try {
    if (own !== undefined) fault = JSON.parse(own);
  } catch {
    return "Your own fault is not JSON.";
  }
  const where = { endpoint: form.get("endpoint"), userId: text(form, "user_id"), times: number(form, "times") };
  if (typeof fault !== "object" || fault === null || Array.isArray(fault)) return "Your own fault is not a JSON object.";
  return checked(faultSchema, withoutGaps({ ...fault, ...withoutGaps(where) }), (input) =>
    unless(sandbox.faults.add(input), "There are too many faults."),
  );
}

function settingsOf(form: URLSearchParams) {
  return { ...Object.fromEntries(form), clockOffsetSeconds: Number(form.get("clockOffsetSeconds") ?? 0) };
}

function personaOf(form: URLSearchParams) {
  return withoutGaps({ name: text(form, "name"), email: text(form, "email"), postalCode: text(form, "postal_code") });
}

function personaChangeOf(form: URLSearchParams) {
  const voluntaryScopes = form.getAll("voluntary");
  return {
    userId: form.get("user_id") ?? "",
    name: text(form, "name") ?? null,
    email: text(form, "email") ?? null,
    postalCode: text(form, "postal_code") ?? null,
    voluntaryScopes: voluntaryScopes.length > 0 ? voluntaryScopes : null,
  };
}

function clientOf(form: URLSearchParams) {
  const voluntaryScopes = form.getAll("voluntary");
  return withoutGaps({
    clientId: text(form, "client_id"),
    clientSecret: text(form, "secret"),
    secondSecret: text(form, "second_secret"),
    name: text(form, "name"),
    privacyUrl: text(form, "privacy_url"),
    returnUrls: (form.get("return_urls") ?? "").split(/\s+/).filter(Boolean),
    company: text(form, "company"),
    voluntaryScopes: voluntaryScopes.length > 0 ? voluntaryScopes : undefined,
    disabled: form.has("disabled") ? true : undefined,
  });
}

function text(form: URLSearchParams, name: string): string | undefined {
  return form.get(name)?.trim() || undefined;
}

function number(form: URLSearchParams, name: string): number | undefined {
  const value = text(form, name);
  return value === undefined ? undefined : Number(value);
}

function withoutGaps(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}

function checked<Value>(schema: z.ZodType<Value>, value: unknown, work: (value: Value) => string | undefined): string | undefined {
  const parsed = schema.safeParse(value);
  return parsed.success ? work(parsed.data) : z.prettifyError(parsed.error);
}

function unless(done: unknown, sentence: string): string | undefined {
  return done ? undefined : sentence;
}
