import { logCspReports } from "#lib/telemetry/csp-report.ts";

export const dynamic = "force-dynamic";

/** Takes browsers' reports of what the content security policy stopped; always 204 for what can be read. */
export async function POST(request: Request): Promise<Response> {
  const status = logCspReports(await request.text()) ? 204 : 400;
  return new Response(null, { status, headers: { "Cache-Control": "no-store" } });
}
