import { clipText } from "../text/clean-text.ts";

/** What a browser says it is and runs on. It is for people to recognise, and proves nothing. */
export type Device = { browser: string | null; system: string | null };

/** From where a session is begun. */
export type SessionOrigin = Device & {
  /** On a computer that others use too. */
  shared: boolean;
};

/** Order matters: an Android or a ChromeOS browser says "Linux" too, an iPhone says "Mac OS X". */
const systems: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/CrOS/, "Chromebook"],
  [/Windows/, "Windows"],
  [/Macintosh|Mac OS X/, "Mac"],
  [/Linux/, "Linux"],
];

/** Order matters here, too: most of them say "Chrome" or "Safari" beside their own name. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, "Edge"],
  [/\bOPR\/|\bOpera\b/, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\bVivaldi\//, "Vivaldi"],
  [/\bFirefox\/|\bFxiOS\//, "Firefox"],
  [/\bHeadlessChrome\/|\bChrome\/|\bCriOS\/|\bChromium\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];

const find = (known: readonly (readonly [RegExp, string])[], text: string) => known.find(([pattern]) => pattern.test(text))?.[1] ?? null;

/** Reads a User-Agent header; anybody can write anything there, so only names that we know come out. */
export function deviceFrom(userAgent: string | null): Device {
  const text = clipText(userAgent ?? "", 512);
  return { browser: find(browsers, text), system: find(systems, text) };
}
