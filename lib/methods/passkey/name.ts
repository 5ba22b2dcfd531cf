import { cleanText, clipText } from "../../text/clean-text.ts";
import { passkeyLimits } from "./relying-party.ts";

/** The name that a person gave a passkey, made fit to stand on a page; null when nothing is left or it is too long. */
export function passkeyName(typed: string): string | null {
  const name = cleanText(typed);
  return name === "" || [...name].length > passkeyLimits.nameCharacters ? null : name;
}

/** Order matters: an Android or a ChromeOS browser says "Linux" too, an iPhone says "Mac OS X". */
const devices: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/CrOS/, "Chromebook"],
  [/Windows/, "Windows"],
  [/Macintosh|Mac OS X/, "Mac"],
  [/Linux/, "Linux"],
];

/** The kind of device that a browser says it runs on, for the name we suggest; undefined when it says none we know. */
export function deviceOf(userAgent: string | null): string | undefined {
  return devices.find(([pattern]) => pattern.test(clipText(userAgent ?? "", 512)))?.[1];
}
