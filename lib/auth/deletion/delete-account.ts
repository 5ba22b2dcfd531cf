import { type DeletionRequested, requestDeletion } from "../../accounts/deletion/request.ts";
import { dueAt as latestDueAt } from "../../accounts/deletion/times.ts";
import { randomReference } from "../../crypto/random.ts";
import { vaultKeys } from "../../crypto/vault-keys.ts";
import { database } from "../../db/client.ts";
import { clearCookie, guestCookieName } from "../../http/cookies.ts";
import { refusedForm } from "../../http/form-route.ts";
import { currentLocale } from "../../i18n/locale.ts";
import { countHeld, type HeldCount } from "../../personal-data/count.ts";
import type { HeldData } from "../../personal-data/held.ts";
import type { SessionView } from "../../sessions/check.ts";
import { clearedSessionCookie } from "../../sessions/cookie.ts";
import { seeOther } from "../answers.ts";
import { type StepUpWish, withStepUp } from "../step-up.ts";
import type { Visitor } from "../visitor.ts";

/** The page on which somebody has their account deleted. */
export const deletePage = "/account/privacy/delete";
export const deleteWish: StepUpWish = { purpose: "delete", returnTo: deletePage };
/** The page for whoever has just done so; it is everybody's, and knows nobody. */
export const goodbyePage = "/signin/goodbye";

export type DeleteView = {
  /** How many things of each kind there are, by the kind's name. */
  counts: Readonly<Record<string, HeldCount>>;
  /** The address that will be written to; null where nobody has proved one. */
  address: string | null;
};

/** What the page says before anything is done. */
export async function deleteView({ id, email, emailProved }: SessionView["user"], held: readonly HeldData[]): Promise<DeleteView> {
  return { counts: await countHeld(database().db, held, id), address: emailProved ? email : null };
}

const dayOf = (date: Date) => date.toISOString().slice(0, 10);

/** Down to the minute, and never after it: until then nothing is erased. */
const minuteOf = (date: Date) => `${date.toISOString().slice(0, 16)}Z`;

/** The time is in the address, for a page that must not ask who came: it says no more than the person was told before. */
function goodbyePath({ dueAt, told }: Extract<DeletionRequested, { kind: "requested" }>): string {
  return `${goodbyePage}?${new URLSearchParams({ until: minuteOf(dueAt), ...(told ? {} : { mail: "none" }) })}`;
}

/** The same page for whoever was asked whether they keep the account, and does not. */
export function leftPath(dueAt: Date): string {
  return `${goodbyePage}?${new URLSearchParams({ until: minuteOf(dueAt), left: "yes" })}`;
}

/**
 * The time that the address of the goodbye names, if a deletion of these days can be due then; anybody can write an
 * address. A day alone, as addresses named it once, stands for its first minute: before that nothing is erased either.
 */
export function timeOfGoodbye(value: string | undefined, now: Date): Date | null {
  if (value === undefined) return null;
  const isDay = /^\d{4}-\d\d-\d\d$/.test(value);
  if (!isDay && !/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/.test(value)) return null;
  const time = new Date(isDay ? `${value}T00:00Z` : value);
  const written = isDay ? dayOf : minuteOf;
  if (Number.isNaN(time.getTime()) || written(time) !== value) return null;
  return value >= written(now) && value <= written(latestDueAt(now)) ? time : null;
}

/**
 * Asks for the deletion of the signed-in user, after a fresh proof, and signs everybody out, here too.
 * @throws DatabaseUnavailableError; nothing has changed then
 */
export async function deleteAccount(request: Request, visitor: Visitor): Promise<Response> {
  const language = currentLocale();
  const done = await withStepUp<DeletionRequested>(visitor, deleteWish, async (tx, { userId }, now, refuse) => {
    const result = await requestDeletion(tx, { userId, now, keys: vaultKeys(), language });
    return result.kind === "refused" ? refuse(result) : result;
  });
  if (done.kind === "answer") return done.response;
  if (done.result.kind === "refused") return await refusedForm(request, done.result.outcome, { reference: randomReference() });
  const { secure } = visitor;
  return seeOther(goodbyePath(done.result), [clearedSessionCookie(secure), clearCookie(guestCookieName(secure), { secure })]);
}
