import { knownExtraScope } from "../amazon/scopes.ts";
import type { Attempt } from "../attempts/attempt.ts";
import { safeReturnTo } from "../http/return-to.ts";
import type { ProviderName } from "../sessions/methods.ts";
import { viaOf } from "./switched-on.ts";

/** The page of all ways in. */
export const settingsPage = "/account/sign-in-methods";

/** Where a page that adds a way in leads when it is done: to what somebody was about to do, or to all ways in. */
export function afterAdding(returnTo: unknown): string {
  return safeReturnTo(returnTo, settingsPage);
}

/** A page that adds a way in and leads on from there. */
export function addingFor(page: string, returnTo: string = settingsPage): string {
  return returnTo === settingsPage ? page : `${page}?${new URLSearchParams({ returnTo })}`;
}

/** The page that says what a provider would tell us, before it is linked. */
export function linkPath(provider: ProviderName): string {
  return `${settingsPage}/link?${new URLSearchParams({ provider })}`;
}

/** The page that asks whether the account that came back is to be linked. */
export function confirmLinkPath(attemptId: string): string {
  return `${settingsPage}/link/confirm?${new URLSearchParams({ attempt: attemptId })}`;
}

/** The page that asks whether an account is to be unlinked. */
export function unlinkPath(accountId: string): string {
  return `${settingsPage}/unlink?${new URLSearchParams({ account: accountId })}`;
}

/** A page, of all ways in unless told otherwise, that says what was just done, with which provider when it is not Amazon. */
export function deedPath(deed: string, provider: string, page: string = settingsPage): string {
  const via = viaOf(provider);
  return `${page}?${new URLSearchParams({ done: deed, ...(via === undefined ? {} : { via }) })}`;
}

/** The page of what Amazon tells us. */
export const amazonPage = `${settingsPage}/amazon`;

/** Where an attempt that began in the settings leads back to, and says how it ended: there is one place for what Amazon tells us. */
export function settingsEndPath({ method, purpose }: Pick<Attempt, "method" | "purpose">, deed: string): string {
  return deedPath(deed, method, knownExtraScope(purpose) ? amazonPage : settingsPage);
}

/** Whether an attempt at a provider began on the page of all ways in, and leads back there. */
export function startedInSettings({ intent }: Pick<Attempt, "intent">): boolean {
  return intent === "link" || intent === "reconnect";
}
