import { cleanText, clipText } from "../text/clean-text.ts";

/** What a provider says about a person. Only `id` is a key; the address is contact data, whatever `emailVerified` says. */
export type ProviderProfile = {
  id: string;
  name: string | undefined;
  email: string | undefined;
  /** Undefined where the provider says nothing about it. Recorded, and never a reason to link. */
  emailVerified: boolean | undefined;
};

const maxNameLength = 200;

/** A name as text for pages (`cleanText`), 200 characters at most. Undefined when nothing that can be seen is left. */
export function cleanName(value: string | undefined): string | undefined {
  return clipText(cleanText(value ?? ""), maxNameLength) || undefined;
}
