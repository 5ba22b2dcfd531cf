import { pingDatabase } from "#lib/db/health.ts";
import { isDraining } from "#lib/http/readiness.ts";
import { within } from "#lib/http/within.ts";

export const dynamic = "force-dynamic";

const pingTimeoutMilliseconds = 1_000;

/** 200 while requests are welcome: PostgreSQL answers within a second and the process is not stopping. */
export async function GET(): Promise<Response> {
  const reason = isDraining() ? "stopping" : (await within(pingTimeoutMilliseconds, pingDatabase(), false)) ? undefined : "database_unavailable";
  if (reason === undefined) return Response.json({ status: "ok" }, { headers: { "Cache-Control": "no-store" } });
  return Response.json({ status: "unavailable", reason }, { status: 503, headers: { "Cache-Control": "no-store", "Retry-After": "5" } });
}
