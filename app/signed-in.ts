import { redirect } from "next/navigation";
import { knownAuth } from "#lib/auth/session.ts";

/**
 * The session for a page that belongs to its user only: anybody else is led to the sign-in and back.
 * @param returnTo path of the page
 * @throws DatabaseUnavailableError in an outage
 */
export async function signedIn(returnTo: string) {
  const state = await knownAuth();
  if (state.state === "signed_out") redirect(`/signin?${new URLSearchParams({ returnTo })}`);
  return state;
}
