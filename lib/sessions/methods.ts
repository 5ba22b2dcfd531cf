/** The providers that an installation can switch on, by the name that Account.provider holds. */
export const providerNames = ["amazon", "google", "apple", "facebook", "oidc"] as const;
export type ProviderName = (typeof providerNames)[number];

/** Whether a method is to come back from a provider. */
export function isProvider(method: string): method is ProviderName {
  return providerNames.some((one) => one === method);
}

/** How a person proved who they are; what Session.method holds. */
export const signInMethods = [...providerNames, "email_code", "email_link", "password", "passkey"] as const;
export type SignInMethodName = (typeof signInMethods)[number];

const counting: readonly SignInMethodName[] = ["email_code", "email_link", "password", "passkey"];

/**
 * Whether a proof by this method was entered here by the person. A provider cannot be made to ask again: who comes
 * back from Amazon may be whoever sits at the computer.
 * @see docs/decisions/0009-step-up.md
 */
export function countsForStepUp(method: string): boolean {
  return counting.some((one) => one === method);
}

/** Whether a word names a provider. */
export function isProviderName(name: unknown): name is ProviderName {
  return providerNames.some((one) => one === name);
}
