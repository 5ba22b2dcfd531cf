import { createHash, timingSafeEqual } from "node:crypto";
import { env } from "../env.ts";
import { isLocalSite } from "../env-amazon.ts";
import { metricsText } from "./gauges.ts";

const digest = (text: string) => createHash("sha256").update(text).digest();

/**
 * Whether who asks may see the metrics: by the token, or in development where none is set and the site is on this machine:
 * a forgotten APP_ENV must not open them to everybody. Takes as long for every wrong one.
 */
function mayRead(authorization: string | null): boolean {
  const { METRICS_TOKEN, APP_ENV, AUTH_URL } = env();
  if (METRICS_TOKEN === undefined) return APP_ENV === "development" && isLocalSite(AUTH_URL);
  return timingSafeEqual(digest(authorization ?? ""), digest(`Bearer ${METRICS_TOKEN}`));
}

/**
 * The metrics of this process. Whoever does not know the token gets what an address gets that does not exist.
 * @param missing answers for such an address
 */
export async function metricsAnswer(request: Request, missing: () => Response): Promise<Response> {
  if (!mayRead(request.headers.get("authorization"))) return missing();
  const { contentType, body } = await metricsText();
  return new Response(body, { headers: { "content-type": contentType, "cache-control": "no-store" } });
}
