import { deviceFrom } from "../../sessions/device.ts";
import { cleanText } from "../../text/clean-text.ts";
import { passkeyLimits } from "./relying-party.ts";

/** The name that a person gave a passkey, made fit to stand on a page; null when nothing is left or it is too long. */
export function passkeyName(typed: string): string | null {
  const name = cleanText(typed);
  return name === "" || [...name].length > passkeyLimits.nameCharacters ? null : name;
}

/** The kind of device that a browser says it runs on, for the name we suggest; undefined when it says none we know. */
export function deviceOf(userAgent: string | null): string | undefined {
  return deviceFrom(userAgent).system ?? undefined;
}
