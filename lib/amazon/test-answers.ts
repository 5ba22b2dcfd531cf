import { AuthError } from "../errors.ts";
import type { AmazonConfig } from "./config.ts";
import { amazonConfig } from "./config.ts";
import type { ProviderAnswer } from "../oauth/fetch.ts";

/** A configuration for tests; nothing listens there. */
export function testConfig(overrides: Partial<AmazonConfig> = {}): AmazonConfig {
  const config = amazonConfig({
    clientId: "amzn1.application-oa2-client.ours",
    clientSecrets: ["newest", "older"],
    authorizeUrl: "https://www.amazon.com/ap/oa",
    apiUrl: "https://api.amazon.com",
    scope: "profile",
    allowHttp: false,
  });
  return { ...config, ...overrides };
}

/** An answer of Amazon's; objects become JSON. */
export function answer(status: number, body: unknown, contentType = "application/json;charset=UTF-8"): ProviderAnswer {
  return { status, contentType, body: typeof body === "string" ? body : JSON.stringify(body) };
}

/** The code that `work` throws; anything but an AuthError fails the test. */
export async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof AuthError) return error.code;
    throw error;
  }
  return "nothing was thrown";
}
