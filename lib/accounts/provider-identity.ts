import { z } from "zod";
import { providerNames } from "../sessions/methods.ts";
import { type EmailAddress, parseEmailAddress } from "./email-address.ts";

/** A provider identity with the tokens that came with it, before it has found its user. Holds secrets: never logged. */
export const providerIdentity = z.object({
  provider: z.enum(providerNames),
  providerAccountId: z.string(),
  name: z.string().optional(),
  email: z.string().optional(),
  /** What the provider says of the address; recorded, and never a proof. */
  emailVerified: z.boolean().optional(),
  /** Only where the person asked us to fetch it and granted it; absent when the provider has none. */
  postalCode: z.string().optional(),
  tokens: z.object({ accessToken: z.string(), refreshToken: z.string().optional(), expiresInSeconds: z.number() }),
  grantedScopes: z.array(z.string()),
  receivedAt: z.coerce.date(),
});
export type ProviderIdentity = z.output<typeof providerIdentity>;

/** The identity's address if it is one that we could ever send mail to. */
export function identityEmail(identity: ProviderIdentity): EmailAddress | undefined {
  return parseEmailAddress(identity.email);
}

/** Whether granted scopes let a provider tell us a postal code. */
export function grantsPostalCode(scopes: readonly string[]): boolean {
  return scopes.includes("postal_code");
}
