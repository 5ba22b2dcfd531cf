import { AuthError } from "../errors.ts";
import type { ProviderAnswer, ProviderFetch } from "../oauth/fetch.ts";
import { errorCodeOf } from "../oauth/json.ts";
import type { AmazonConfig } from "./config.ts";

/**
 * Sends a token request with the client's secret in the body. The next secret is tried only after `invalid_client`:
 * Amazon refuses the client before it looks at the code, so the code is still unspent then.
 * @param body the parameters of RFC 6749 section 4.1.3, without client authentication
 * @see https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html
 */
export async function tokenRequest(config: AmazonConfig, fetch: ProviderFetch, body: URLSearchParams, onSecretRefused?: (index: number) => void): Promise<ProviderAnswer> {
  let answer: ProviderAnswer | undefined;
  for (const [index, secret] of config.clientSecrets.entries()) {
    const parameters = new URLSearchParams(body);
    parameters.set("client_id", config.clientId);
    parameters.set("client_secret", secret);
    answer = await fetch(config.tokenUrl, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded;charset=UTF-8", accept: "application/json" },
      body: parameters.toString(),
    });
    if (answer.status !== 401 || errorCodeOf(answer) !== "invalid_client") return answer;
    onSecretRefused?.(index);
  }
  if (!answer) throw new AuthError("client_rejected", "no client secret is configured");
  return answer;
}
