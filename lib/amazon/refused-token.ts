import { AuthError } from "../errors.ts";
import type { ProviderAnswer } from "../oauth/fetch.ts";
import { errorCodeOf } from "../oauth/json.ts";

/** Amazon does not take the access token: it has ended, or its consent has. For a sign-in it is an answer like any other odd one. */
export class TokenRefusedError extends AuthError {
  readonly tokenRefused = true;

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && "tokenRefused" in value;
  }

  constructor(endpoint: string) {
    super("provider_answer_invalid", `${endpoint} does not take the access token`);
  }
}

/** Amazon says it with 400 and a code; a gateway in front of it might say 401. */
export function refusesToken(answer: ProviderAnswer): boolean {
  return answer.status === 401 || (answer.status === 400 && errorCodeOf(answer) === "invalid_token");
}
