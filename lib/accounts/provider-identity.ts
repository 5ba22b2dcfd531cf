import { z } from "zod";
import { type EmailAddress, parseEmailAddress } from "./email-address.ts";

/** A provider identity with the tokens that came with it, before it has found its user. Holds secrets: never logged. */
export const providerIdentity = z.object({
  provider: z.literal("amazon"),
  providerAccountId: z.string(),
  name: z.string().optional(),
  email: z.string().optional(),
  tokens: z.object({ accessToken: z.string(), refreshToken: z.string().optional(), expiresInSeconds: z.number() }),
  grantedScopes: z.array(z.string()),
  receivedAt: z.coerce.date(),
});
export type ProviderIdentity = z.output<typeof providerIdentity>;

/** The identity's address if it is one that we could ever send mail to. */
export function identityEmail(identity: ProviderIdentity): EmailAddress | undefined {
  return parseEmailAddress(identity.email);
}
