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

/** A class of devices, by what the agent says; `other` for whatever says nothing that we know. */
export type DeviceClass = "computer" | "phone" | "tablet" | "other";

const classes: Readonly<Record<string, DeviceClass>> = { iPhone: "phone", iPad: "tablet", Chromebook: "computer", Windows: "computer", Mac: "computer", Linux: "computer" };

/** What began something, in words of which there are few: for counting, never for telling people apart. */
export type ClientLabels = { browser: string; device: DeviceClass };

/** The same of a User-Agent header as `deviceFrom`, for counting. */
export function clientLabels(userAgent: string | null): ClientLabels {
  const { browser, system } = deviceFrom(userAgent);
  // An Android phone says "Mobile", an Android tablet does not.
  const android = system === "Android" ? (/\bMobile\b/.test(clipText(userAgent ?? "", 512)) ? "phone" : "tablet") : undefined;
  return { browser: browser ?? "other", device: android ?? classes[system ?? ""] ?? "other" };
}

/** Whether an agent says that it is a program that reads pages by itself. */
export function isRobot(userAgent: string | null): boolean {
  return /bot\b|crawl|spider|slurp|preview|monitor|uptime|probe|kube-|curl\/|wget\//i.test(clipText(userAgent ?? "", 512));
}
