import { seeOther } from "#lib/auth/answers.ts";
import { passwordPage } from "#lib/auth/own-password.ts";

/** Password managers come here to find the page that changes a password. */
export async function GET(): Promise<Response> {
  return seeOther(passwordPage);
}
