import type { Db } from "../db/client.ts";
import { addressAt } from "./address-before.ts";
import { notBeforeStart } from "./address-change.ts";
import { signInMethodsOf } from "./sign-in-methods.ts";
import { signsIn } from "./usable-provider.ts";

/** What closing an account would come to, for whoever is asked whether to. */
export type ClosingView = {
  /** Whether a lock follows: only a proved address opens one, so it depends on the address that the user had at the moment. */
  lock: "always" | "sometimes" | "never";
  /** Ways in, beside the address, that are older than the latest of the moments and sign somebody in again where nothing is locked. */
  older: { providers: string[]; passkeys: boolean };
};

/** Whether a user has a proved address once they are rid of everything that came since a moment. */
async function locksAt(db: Db, userId: string, since: Date, provedNow: boolean): Promise<boolean> {
  const { kind } = await addressAt(db, userId, since);
  return kind === "restored" || (kind === "stays" && provedNow);
}

/**
 * What `closeForSafety` would come to, for each of the moments that can be chosen. Changes nothing. An address that was
 * proved a minute ago, to be let in here, is younger than all of them.
 * @returns null when there is no such user
 */
export async function closingView(db: Db, userId: string, moments: readonly Date[]): Promise<ClosingView | null> {
  const user = await db.user.findUnique({ where: { id: userId }, select: { createdAt: true, provedEmail: true } });
  const methods = user && (await signInMethodsOf(db, userId));
  if (!methods) return null;
  const since = moments.map((moment) => notBeforeStart(moment, user.createdAt));
  const locks = new Set(await Promise.all(since.map(async (moment) => await locksAt(db, userId, moment, user.provedEmail !== null))));
  const isOlder = (at: Date) => since.some((moment) => at < moment);
  const providers = methods.linked.filter(({ provider, linkedAt }) => signsIn(provider) && isOlder(linkedAt)).map(({ provider }) => provider);
  return { lock: locks.size > 1 ? "sometimes" : locks.has(true) ? "always" : "never", older: { providers: [...new Set(providers)], passkeys: methods.passkeys.some(({ createdAt }) => isOlder(createdAt)) } };
}
