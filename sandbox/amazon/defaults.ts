import type { SandboxClient } from "./clients.ts";

/** Where the sandbox listens unless SANDBOX_PORT says otherwise. */
export const sandboxPort = 4400;

/** The development client's id: the form of a real one, the value plainly made up. */
export const sandboxClientId = "amzn1.application-oa2-client.5a4db0c5a4db0c5a4db0c5a4db0c5a4d";

/** The development client's secret. It opens nothing but this sandbox, so it may be in the source. */
export const sandboxClientSecret = "amzn1.oa2-cs.v1.sandbox-only-not-a-secret-0123456789abcdef0123456789abcdef";

/** The return URL that a fresh clone uses. */
export const sandboxReturnUrl = "http://localhost:3000/api/auth/callback/amazon";

/** The client that the sandbox knows when SANDBOX_CLIENTS is not set. */
export const defaultClient: SandboxClient = {
  clientId: sandboxClientId,
  clientSecret: sandboxClientSecret,
  name: "Development Shop",
  privacyUrl: "http://localhost:3000/privacy",
  returnUrls: [sandboxReturnUrl],
};
