import { headers } from "next/headers.js";
import { cache } from "react";
import { knownAuth } from "#lib/auth/session.ts";
import { database } from "#lib/db/client.ts";
import { env } from "#lib/env.ts";
import { DatabaseUnavailableError } from "#lib/errors.ts";
import { guestCookieName, isSecure, readCookie } from "#lib/http/cookies.ts";
import { failWithOutage } from "#lib/http/outage.ts";
import { sessionCache } from "#lib/sessions/cache.ts";
import { findGuest } from "#lib/shop/guest-session.ts";
import type { Owner } from "#lib/shop/owner.ts";

async function find(): Promise<Owner | null> {
  const auth = await knownAuth();
  if (auth.state === "signed_in") return { kind: "user", userId: auth.user.id };
  const token = readCookie((await headers()).get("cookie"), guestCookieName(isSecure(env().AUTH_URL))) ?? null;
  const guestId = await findGuest(database().db, token);
  return guestId === null ? null : { kind: "guest", guestId };
}

const findOnce = cache(find);

/**
 * Who owns the bag of this request: the signed-in user, else the guest of the cookie, else nobody yet. Looked up once
 * a request, however many parts of a page want to know.
 * @throws DatabaseUnavailableError in an outage, and marks the request of this caller
 */
export async function currentOwner(): Promise<Owner | null> {
  try {
    return await findOnce();
  } catch (error) {
    // Whoever asked first may have tolerated the outage, as the header does; a page that asks again does not.
    if (error instanceof DatabaseUnavailableError) failWithOutage(error);
    throw error;
  }
}

/** After a change of an owner's bag: the next page counts anew what is in it, whenever this process hears of the change. */
export function bagChanged(owner: Owner | null): void {
  if (owner?.kind === "user") sessionCache().changed(owner.userId);
}
