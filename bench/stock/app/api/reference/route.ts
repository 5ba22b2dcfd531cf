export const dynamic = "force-dynamic";

/** Checks nothing: what a route costs in this build anyway. */
export function GET(): Response {
  return Response.json({ status: "ok" }, { headers: { "Cache-Control": "no-store" } });
}
