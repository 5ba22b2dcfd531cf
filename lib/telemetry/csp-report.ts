import { z } from "zod";
import { logEvent } from "./log.ts";

const maxReportBytes = 8_192;
/** Anybody can post reports: more than this many a minute are counted, not logged. */
const maxLoggedPerMinute = 20;
const minuteMilliseconds = 60_000;

const text = z.string().max(2_048).optional();
/** `report-uri` (one object) and `report-to` (a list) spell the same fields differently. @see CSP3 section 5 */
const legacyReport = z.object({ "csp-report": z.object({ "effective-directive": text, "violated-directive": text, "blocked-uri": text }) });
const reportList = z.array(z.object({ type: z.string(), body: z.object({ effectiveDirective: text, blockedURL: text }).optional() })).max(20);

export type CspReport = { directive: string; blockedHost: string };

/** Host of a blocked address, or the keyword (`inline`, `eval`, `data`) that stands for one; never path or query. */
function hostOf(blocked: string | undefined): string {
  if (!blocked) return "unknown";
  if (URL.canParse(blocked)) return new URL(blocked).host || new URL(blocked).protocol.slice(0, -1);
  return /^[a-z-]{1,30}$/.test(blocked) ? blocked : "unknown";
}

function directiveOf(directive: string | undefined): string {
  const [name = ""] = (directive ?? "").split(" ");
  return /^[a-z-]{1,40}$/.test(name) ? name : "unknown";
}

/**
 * Reads a report body down to directive and blocked host.
 * @returns undefined when it is over 8 KiB or not a report
 */
export function parseCspReports(body: string): CspReport[] | undefined {
  if (Buffer.byteLength(body) > maxReportBytes) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined;
  }
  const legacy = legacyReport.safeParse(json);
  if (legacy.success) {
    const report = legacy.data["csp-report"];
    return [{ directive: directiveOf(report["effective-directive"] ?? report["violated-directive"]), blockedHost: hostOf(report["blocked-uri"]) }];
  }
  const list = reportList.safeParse(json);
  if (!list.success) return undefined;
  const violations = list.data.filter((report) => report.type === "csp-violation");
  return violations.map(({ body: report }) => ({ directive: directiveOf(report?.effectiveDirective), blockedHost: hostOf(report?.blockedURL) }));
}

let minute = 0;
let loggedThisMinute = 0;

/** Logs the reports of a body, up to 20 a minute. @returns false when the body is not a report */
export function logCspReports(body: string, now: number = Date.now()): boolean {
  const reports = parseCspReports(body);
  if (!reports) return false;
  const current = Math.floor(now / minuteMilliseconds);
  if (current !== minute) [minute, loggedThisMinute] = [current, 0];
  for (const report of reports) {
    if (loggedThisMinute >= maxLoggedPerMinute) break;
    loggedThisMinute += 1;
    logEvent("csp.violated", report, "warn");
  }
  return true;
}
