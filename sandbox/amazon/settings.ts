import { z } from "zod";

export const regions = ["na", "eu", "fe"] as const;
export type Region = (typeof regions)[number];

const mostOffsetSeconds = 10 * 365 * 86_400;

/** What holds for the whole sandbox, as opposed to a fault. `PATCH /_sandbox/settings` takes any part of it. */
export const settingsSchema = z.strictObject({
  /** Whose part it plays. Codes and tokens of one region are unknown in another. */
  region: z.enum(regions),
  /** What removing an app does to access tokens that are still good; Amazon does not say. */
  accessTokensAfterRemoval: z.enum(["live_on", "die"]),
  /** How an unknown scope is refused; both have been reported of Amazon. */
  unknownScope: z.enum(["redirect", "own_page"]),
  /** `ignored` takes any verifier, so that a client can be seen to send a good one by itself. */
  pkce: z.enum(["enforced", "ignored"]),
  /** Amazon's own words for a wrong verifier are not known. */
  verifierMismatchDescription: z.string().min(1).max(500),
  /** Sets the sandbox's clock ahead (or, below zero, back). */
  clockOffsetSeconds: z.int().min(-mostOffsetSeconds).max(mostOffsetSeconds),
});

export const settingsChangeSchema = settingsSchema.partial();

export type Settings = z.infer<typeof settingsSchema>;
export type SettingsList = ReturnType<typeof createSettings>;

/** The settings of one sandbox: what is reported of Amazon, until somebody changes it. */
export function createSettings(region: Region) {
  const fresh: Settings = {
    region,
    accessTokensAfterRemoval: "live_on",
    unknownScope: "redirect",
    pkce: "enforced",
    verifierMismatchDescription: "The request has an invalid grant parameter : code_verifier",
    clockOffsetSeconds: 0,
  };
  let settings = fresh;
  return {
    all: (): Readonly<Settings> => settings,
    change(change: Partial<Settings>): void {
      settings = { ...settings, ...change };
    },
    reset(): void {
      settings = fresh;
    },
  };
}

/** The region that SANDBOX_REGION names; North America when it is unset. @throws {Error} naming the variable */
export function parseRegion(text: string | undefined): Region {
  if (text === undefined || text === "") return "na";
  const region = regions.find((one) => one === text);
  if (!region) throw new Error(`SANDBOX_REGION must be one of ${regions.join(", ")}`);
  return region;
}
