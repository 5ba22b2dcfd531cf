import { amazonRegionOf, endpointsForRegion, sandboxHosts } from "../env-amazon.ts";
import type { Facts } from "./facts.ts";
import { fail, type Judgement, judged, note, type Problem, warn } from "./finding.ts";

const clientIdForm = /^amzn1\.application-oa2-client\.[0-9a-f]{32}$/;

type Address = { name: "AUTH_AMAZON_AUTHORIZE_URL" | "AUTH_AMAZON_API_URL"; host: string };

function hostProblems(addresses: readonly Address[], region: string): Problem[] {
  const foreign = addresses.filter(({ host }) => amazonRegionOf(host) === undefined);
  if (foreign.length > 0) return foreign.map(({ name, host }) => fail("amazon_endpoint_unknown", { name, host }));
  const [authorize, api] = addresses.map(({ host }) => ({ host, region: amazonRegionOf(host) ?? "" }));
  if (!authorize || !api) return [];
  if (authorize.region !== api.region) return [fail("amazon_regions_mixed", { authorize: authorize.host, api: api.host })];
  return api.region === region ? [] : [warn("amazon_region_unused", { region, actual: api.region })];
}

/** Client ID, addresses and region of Amazon, and that the sandbox is left behind outside development. */
export function judgeAmazon({ env }: Facts): Judgement {
  if (!env) return note("environment_first");
  const { AUTH_AMAZON_REGION: region, APP_ENV: appEnv } = env;
  const addresses: Address[] = (["AUTH_AMAZON_AUTHORIZE_URL", "AUTH_AMAZON_API_URL"] as const).map((name) => ({ name, host: new URL(env[name]).hostname }));
  const inSandbox = addresses.every(({ host }) => sandboxHosts.test(host));
  if (inSandbox) return judged([appEnv !== "development" && warn("amazon_sandbox", { appEnv })], { region });
  return judged([!clientIdForm.test(env.AUTH_AMAZON_ID) && warn("amazon_id_form"), ...hostProblems(addresses, region)], { region });
}

/** Where the pages have to let a browser go, beside what a provider's own page does. */
export function amazonTargets(authorizeUrl: string): string[] {
  const { origin, hostname } = new URL(authorizeUrl);
  const region = amazonRegionOf(hostname);
  // Amazon moves the browser on to its region's own host, and Chromium checks every hop.
  const moved = region === "na" ? "https://na.account.amazon.com" : region && new URL(endpointsForRegion(region).authorizeUrl).origin;
  return [...new Set([origin, ...(moved ? [moved] : [])])];
}
