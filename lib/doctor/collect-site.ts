import type { Env } from "../env.ts";
import { ask, speaksPlain } from "./ask.ts";
import type { SiteFacts } from "./facts.ts";
import { newProbe, probePath } from "./probe.ts";

const certificateFault = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME|SSL|TLS/;

/** The policies of a page: several headers arrive as one, with commas between them, which no policy of ours contains. */
function policiesOf(headers: Headers): string[] {
  return (headers.get("content-security-policy") ?? "").split(",").map((policy) => policy.trim()).filter((policy) => policy !== "");
}

/** Asks the site at its canonical address, as a browser would reach it: what arrives there, and what comes back. */
export async function collectSite({ AUTH_URL, AUTH_SECRET }: Env): Promise<SiteFacts> {
  const probe = newProbe(AUTH_SECRET[0] ?? "");
  const answer = await ask(`${AUTH_URL}${probePath}`, { headers: probe.headers });
  if ("silent" in answer) return { kind: "silent", reason: answer.silent, certificate: certificateFault.test(answer.silent), plain: speaksPlain(answer.silent) };
  const location = answer.headers.get("location");
  const target = location === null ? null : URL.parse(location, AUTH_URL);
  if (answer.status >= 300 && answer.status < 400 && target && target.origin !== AUTH_URL) return { kind: "redirects", origin: target.origin };
  const sight = probe.read(answer.body);
  if (!sight) return { kind: "elsewhere" };
  // As a program that says so: nobody was shown a page by it.
  const page = await ask(`${AUTH_URL}/signin`, { headers: { accept: "text/html", "user-agent": "doctor-probe" } });
  return { kind: "ours", sight, cookie: answer.headers.getSetCookie()[0] ?? "", policies: "silent" in page ? [] : policiesOf(page.headers) };
}
