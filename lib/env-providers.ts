import { z } from "zod";
import { sandboxHosts } from "./env-amazon.ts";

/** Ways in by the names that AUTH_PROVIDER_ORDER uses, in the order in which they are shown when it says nothing. */
export const wayNames = ["amazon", "email", "passkey", "password", "google", "apple", "facebook", "oidc"] as const;
export type WayName = (typeof wayNames)[number];

const value = z.string().min(1).max(2_048).optional();
const issuer = z.url({ protocol: /^https?$/ }).refine((text) => {
  const url = URL.parse(text);
  return url !== null && url.search === "" && url.hash === "" && url.username === "" && url.password === "";
});
const order = z
  .string()
  .transform((text) => text.split(",").map((part) => part.trim()).filter((part) => part !== ""))
  .pipe(z.array(z.enum(wayNames)).refine((names) => new Set(names).size === names.length));

/** The variables of the providers beside Amazon. */
export const providerVariables = {
  AUTH_GOOGLE_ID: { schema: value, remedy: "Copy the client ID from the Google Cloud console." },
  AUTH_GOOGLE_SECRET: { schema: value, remedy: "Copy the client secret from the Google Cloud console." },
  AUTH_APPLE_ID: { schema: value, remedy: "Set it to the Services ID from Apple's developer account." },
  AUTH_APPLE_SECRET: { schema: value, remedy: "Set it to the client secret, a JWT that you sign with your key from Apple's developer account." },
  AUTH_FACEBOOK_ID: { schema: value, remedy: "Copy the App ID from Meta's app dashboard." },
  AUTH_FACEBOOK_SECRET: { schema: value, remedy: "Copy the App secret from Meta's app dashboard." },
  AUTH_OIDC_ISSUER: { schema: issuer.optional(), remedy: "Set it to the issuer of your OpenID provider, such as https://id.example, without a query." },
  AUTH_OIDC_ID: { schema: value, remedy: "Copy the client ID from your OpenID provider." },
  AUTH_OIDC_SECRET: { schema: value, remedy: "Copy the client secret from your OpenID provider." },
  AUTH_OIDC_NAME: { schema: z.string().trim().min(1).max(30).optional(), remedy: "Set it to the name on the button, 30 characters at most." },
  AUTH_PROVIDER_ORDER: { schema: order.optional(), remedy: `List each at most once, comma-separated, of: ${wayNames.join(", ")}.` },
} as const;

type ProviderVariable = keyof typeof providerVariables;
type Values = Partial<Record<ProviderVariable, unknown>>;

const groups: readonly (readonly ProviderVariable[])[] = [
  ["AUTH_GOOGLE_ID", "AUTH_GOOGLE_SECRET"],
  ["AUTH_APPLE_ID", "AUTH_APPLE_SECRET"],
  ["AUTH_FACEBOOK_ID", "AUTH_FACEBOOK_SECRET"],
  ["AUTH_OIDC_ISSUER", "AUTH_OIDC_ID", "AUTH_OIDC_SECRET", "AUTH_OIDC_NAME"],
];

/**
 * A provider is set whole or not at all: half of it would be a button that leads nowhere.
 * @param faulty names that have a fault already
 */
export function halfSet(values: Values, faulty: ReadonlySet<string>): { name: ProviderVariable; remedy: string }[] {
  return groups.flatMap((names) => {
    const missing = names.filter((name) => values[name] === undefined && !faulty.has(name));
    return missing.length === names.length ? [] : missing.map((name) => ({ name, remedy: `Its provider is half set. ${providerVariables[name].remedy} Or leave all of ${names.join(", ")} out.` }));
  });
}

/** Whether an issuer may be used in production. */
export function isProductionIssuer(text: string): boolean {
  const { protocol, hostname } = new URL(text);
  return protocol === "https:" && !sandboxHosts.test(hostname);
}

/** The whole order: what the operator listed, then the others as they come by default. */
export function wholeOrder(listed: readonly WayName[] | undefined): WayName[] {
  return [...new Set([...(listed ?? []), ...wayNames])];
}
