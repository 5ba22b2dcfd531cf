import { redirect } from "next/navigation";
import { signedInUserId, signInPath } from "./signed-in-user.ts";

/**
 * The id of the signed-in user, for a page that belongs to users only: anybody else is led to the sign-in and back.
 * @param returnTo path of the page
 * @throws DatabaseUnavailableError in an outage
 */
export async function requireUserId(returnTo: string): Promise<string> {
  return (await signedInUserId()) ?? redirect(signInPath(returnTo));
}
