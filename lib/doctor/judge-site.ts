import { probeCookieName, type ProbeSight } from "./probe.ts";
import type { Facts, SiteFacts } from "./facts.ts";
import { fail, type Judgement, judged, note, type Problem, warn } from "./finding.ts";
import { amazonTargets } from "./judge-amazon.ts";

type Ours = Extract<SiteFacts, { kind: "ours" }>;
type Env = NonNullable<Facts["env"]>;

function onSite(facts: Facts, judge: (site: Ours, env: Env) => Judgement): Judgement {
  if (!facts.env) return note("environment_first");
  return facts.site?.kind === "ours" ? judge(facts.site, facts.env) : note("site_not_reached");
}

/** A site on this machine whose address names another port than the one it listens on. */
function portProblem({ AUTH_URL, PORT, TRUSTED_PROXY_COUNT }: Env): Problem | undefined {
  const { protocol, hostname, port } = new URL(AUTH_URL);
  const expected = Number(port || 80);
  const direct = protocol === "http:" && hostname === "localhost" && TRUSTED_PROXY_COUNT === 0;
  return direct && expected !== PORT ? fail("address_port", { expected, port: PORT }) : undefined;
}

/** What the hops in front say of themselves, against TRUSTED_PROXY_COUNT. */
function proxyProblem({ hops, believed }: ProbeSight, { TRUSTED_PROXY_COUNT: count, AUTH_URL }: Env): Problem | undefined {
  if (believed || count > hops) return fail("proxies_overcounted", { count, hops });
  if (hops > count) return fail("proxies_uncounted", { count, hops });
  return hops === 0 && AUTH_URL.startsWith("https:") ? warn("proxy_hides_clients") : undefined;
}

/** What a proxy says of the address in people's browsers. Where it says nothing, AUTH_URL counts. */
function mismatch({ forwardedHost, forwardedProtocol }: ProbeSight, { AUTH_URL }: Env): Problem | undefined {
  const canonical = new URL(AUTH_URL);
  const first = (text: string | null) => text?.split(",")[0]?.trim().toLowerCase();
  const protocol = first(forwardedProtocol) ?? canonical.protocol.slice(0, -1);
  const host = first(forwardedHost) ?? canonical.host;
  const actual = URL.parse(`${protocol}://${host}`)?.origin;
  return actual === AUTH_URL ? undefined : warn("address_mismatch", { expected: AUTH_URL, actual: actual ?? "another address" });
}

/** That the canonical address leads here, and that what stands in front says who asks. */
export function judgeAddress(facts: Facts): Judgement {
  const { env, site } = facts;
  if (!env) return note("environment_first");
  if (site?.kind === "ours") return judged([proxyProblem(site.sight, env), mismatch(site.sight, env)], { hops: site.sight.hops });
  if (site?.kind === "redirects") return judged([fail("address_redirects", { origin: site.origin })]);
  if (site?.kind === "silent" && site.plain) return judged([fail("address_plain")]);
  if (site?.kind === "silent" && site.certificate) return judged([fail("address_certificate", { reason: site.reason })]);
  const port = portProblem(env);
  if (port) return judged([port]);
  if (site?.kind === "elsewhere") return judged([fail("address_elsewhere")]);
  return env.APP_ENV === "development" || !site ? note("site_not_running") : judged([warn("address_silent", { reason: site.reason })]);
}

/** That cookies are what the listener sent: a proxy may have its own mind. */
export function judgeCookies(facts: Facts): Judgement {
  return onSite(facts, ({ cookie }, { AUTH_URL }) => {
    const secure = AUTH_URL.startsWith("https:");
    const [pair = "", ...attributes] = cookie.split(";").map((part) => part.trim().toLowerCase());
    const wanted = ["httponly", "samesite=lax", "path=/", ...(secure ? ["secure"] : [])];
    const missing = [...(pair.startsWith(`${probeCookieName(secure)}=`.toLowerCase()) ? [] : ["name"]), ...wanted.filter((attribute) => !attributes.includes(attribute))];
    return judged([missing.length > 0 && fail("cookies_changed", { missing: missing.join(", ") })]);
  });
}

/** The sources of a policy's form-action; undefined where it does not say. */
function formAction(policy: string): string[] | undefined {
  const directive = policy.split(";").map((part) => part.trim().split(/\s+/)).find(([name]) => name?.toLowerCase() === "form-action");
  return directive?.slice(1);
}

/** That the browser may go on to Amazon from the sign-in page, by the policy that arrives. All policies count. */
export function judgePolicy(facts: Facts): Judgement {
  return onSite(facts, ({ policies }, { AUTH_AMAZON_AUTHORIZE_URL }) => {
    if (policies.length === 0) return judged([warn("policy_missing")]);
    const lists = policies.map(formAction).filter((sources) => sources !== undefined);
    const blocked = amazonTargets(AUTH_AMAZON_AUTHORIZE_URL).find((origin) => lists.some((sources) => !sources.includes(origin) && !sources.includes("*")));
    return judged([blocked !== undefined && fail("policy_blocks_amazon", { origin: blocked })]);
  });
}
