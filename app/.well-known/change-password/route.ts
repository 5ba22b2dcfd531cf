import { seeOther } from "#lib/auth/answers.ts";

/** Password managers come here; there are no passwords yet, so the place where sign-in is managed is the answer. */
export async function GET(): Promise<Response> {
  return seeOther("/account");
}
