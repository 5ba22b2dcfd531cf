import type { Db } from "../db/client.ts";
import { type Funnel, funnelOf } from "./funnel.ts";
import { boundsOf, type Range, type RangeStep, stepsOf } from "./ranges.ts";
import { type Moment, readConsentLost, readMoments, readTotals } from "./read.ts";

/** One step of the time that is looked at. */
export type TrendPoint = { at: Date; shown: number; left: number; session: number };
export type FunnelView = { range: Range; from: Date; step: RangeStep; funnel: Funnel; trend: TrendPoint[]; consentLost: number };

function trendOf(range: Range, now: Date, moments: readonly Moment[]): TrendPoint[] {
  const points = new Map(stepsOf(range, now).map((at): [number, TrendPoint] => [at.getTime(), { at, shown: 0, left: 0, session: 0 }]));
  for (const { at, kind, count } of moments) {
    const point = points.get(at.getTime());
    if (point) point[kind] = count;
  }
  return [...points.values()];
}

/** What the operator sees of a range. @throws DatabaseUnavailableError */
export async function funnelView(db: Db, range: Range, now: Date): Promise<FunnelView> {
  const [totals, moments, consentLost] = await Promise.all([readTotals(db, range, now), readMoments(db, range, now), readConsentLost(db, range, now)]);
  return { range, ...boundsOf(range, now), funnel: funnelOf(totals), trend: trendOf(range, now, moments), consentLost };
}
