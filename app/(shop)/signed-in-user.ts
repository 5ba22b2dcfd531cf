import { currentOwner } from "./current-owner.ts";

/** Where somebody who is signed out is led, and back from there. */
export function signInPath(returnTo: string): string {
  return `/signin?${new URLSearchParams({ returnTo })}`;
}

/** The id of the signed-in user, or null. @throws DatabaseUnavailableError in an outage */
export async function signedInUserId(): Promise<string | null> {
  const owner = await currentOwner();
  return owner?.kind === "user" ? owner.userId : null;
}
