import { scaleLinear } from "d3-scale";
import type { Steps } from "#lib/events/funnel.ts";
import { t } from "#lib/i18n/index.ts";
import { countInWords, shareInWords } from "./figures.ts";
import { stepNames } from "./steps.ts";

const height = 10;

/** One bar. What it says stands beside it in words, so it is nothing for a screen reader. */
function Bar({ width }: { width: number }) {
  return (
    <svg viewBox={`0 0 100 ${height}`} preserveAspectRatio="none" aria-hidden="true" focusable="false" className="h-5 w-full">
      <rect width="100" height={height} rx="1" className="fill-sunken" />
      <rect width={width} height={height} rx="1" className="fill-accent" />
    </svg>
  );
}

/** The way from the page to the first page after it, as bars that get shorter, with how many and which share of the step before. */
export function StepBars({ steps }: { steps: Steps }) {
  const counts = stepNames.map((name) => steps[name] ?? 0);
  const length = scaleLinear([0, Math.max(1, ...counts)], [0, 100]);
  return (
    <ol className="grid gap-4">
      {stepNames.map((name, index) => {
        const before = stepNames[index - 1];
        return (
          <li key={name} className="grid gap-x-4 gap-y-1 sm:grid-cols-[11rem_minmax(0,1fr)_8rem] sm:items-center">
            <span>{t(`funnel.steps.${name}`)}</span>
            <Bar width={Math.round(length(steps[name] ?? 0) * 10) / 10} />
            <span className="text-soft tabular-nums sm:text-right">
              {before === undefined ? countInWords(steps[name]) : `${countInWords(steps[name])} (${shareInWords(steps[name], steps[before])})`}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
