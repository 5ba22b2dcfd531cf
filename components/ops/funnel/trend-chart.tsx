import { scaleLinear } from "d3-scale";
import { area, line } from "d3-shape";
import { t } from "#lib/i18n/index.ts";
import type { FunnelView, TrendPoint } from "#lib/events/view.ts";
import { countInWords } from "./figures.ts";
import { FiguresTable } from "./figures-table.tsx";
import { stepStart } from "./step-start.ts";

const [width, height] = [600, 160];

/** The shapes of the two series: attempts as an area, sign-ins as a line over it. */
function shapesOf(trend: readonly TrendPoint[]): { attempts: string; sessions: string; most: number } {
  const most = Math.max(1, ...trend.map(({ left }) => left));
  const x = scaleLinear([0, Math.max(1, trend.length - 1)], [0, width]);
  const y = scaleLinear([0, most], [height, 2]);
  const across = (_point: TrendPoint, index: number) => x(index);
  const attempts = area<TrendPoint>().x(across).y0(height).y1(({ left }) => y(left)).digits(1);
  const sessions = line<TrendPoint>().x(across).y(({ session }) => y(session)).digits(1);
  return { attempts: attempts([...trend]) ?? "", sessions: sessions([...trend]) ?? "", most };
}

function Key({ words, className }: { words: string; className: string }) {
  return (
    <li className="flex items-center gap-2">
      <svg viewBox="0 0 16 10" aria-hidden="true" focusable="false" className="h-2.5 w-4">
        <rect width="16" height="10" rx="2" className={className} />
      </svg>
      {words}
    </li>
  );
}

/** Attempts and sign-ins by hour, day or month: a picture, and under it the same as figures. */
export function TrendChart({ trend, step }: Pick<FunnelView, "trend" | "step">) {
  const { attempts, sessions, most } = shapesOf(trend);
  const [first, last] = [trend[0], trend.at(-1)];
  return (
    <div className="grid gap-4">
      <ul className="flex flex-wrap gap-x-6 gap-y-1 text-sm">
        <Key words={t("funnel.started")} className="fill-accent-tint stroke-petal" />
        <Key words={t("funnel.signedIn")} className="fill-accent" />
      </ul>
      <div className="grid gap-1 text-sm text-soft">
        <p>{t("funnel.most", { count: countInWords(most) })}</p>
        <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true" focusable="false" className="h-40 w-full border-b border-edge">
          <path d={attempts} className="fill-accent-tint stroke-petal" strokeWidth="1" vectorEffect="non-scaling-stroke" />
          <path d={sessions} className="fill-none stroke-accent" strokeWidth="3" strokeLinejoin="round" vectorEffect="non-scaling-stroke" />
        </svg>
        <p className="flex justify-between gap-4">
          <span>{first ? stepStart(first.at, step) : ""}</span>
          <span>{last ? stepStart(last.at, step) : ""}</span>
        </p>
      </div>
      <details>
        <summary className="inline-flex min-h-11 cursor-pointer items-center text-accent underline">{t("funnel.trendFigures")}</summary>
        <FiguresTable
          caption={t("funnel.trendCaption")}
          head={[t("funnel.time"), t("funnel.shown"), t("funnel.started"), t("funnel.signedIn")]}
          rows={trend.map(({ at, shown, left, session }) => ({ key: at.toISOString(), name: stepStart(at, step), cells: [shown, left, session].map(countInWords) }))}
        />
      </details>
    </div>
  );
}
