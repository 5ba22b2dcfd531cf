import type { AmazonConfig } from "../amazon/config.ts";

/** What can arrive from Amazon of a person. */
export const amazonParts = ["id", "name", "email", "postal_code"] as const;
export type AmazonPart = (typeof amazonParts)[number];

/** What Amazon tells us with a sign-in, by the configured scope (pure). */
export function receivedParts(scope: AmazonConfig["scope"]): AmazonPart[] {
  return scope === "profile" ? ["id", "name", "email"] : ["id"];
}
