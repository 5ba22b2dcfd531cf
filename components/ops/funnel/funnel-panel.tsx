import { Stack } from "#components/ui/layout.tsx";
import { dayInWords } from "#lib/i18n/format.ts";
import type { Range } from "#lib/events/ranges.ts";
import type { FunnelView } from "#lib/events/view.ts";
import { t } from "#lib/i18n/index.ts";
import { Section } from "../section.tsx";
import type { Names } from "../words.ts";
import { StepBars } from "./step-bars.tsx";
import { ClientSteps, CodesTable, IntentsTable, LossTable, MethodsTable, MethodSteps, StepsTable, TimesTable } from "./tables.tsx";
import { TrendChart } from "./trend-chart.tsx";

const ranges = ["day", "week", "month", "year"] as const satisfies Range[];

function Ranges({ chosen }: { chosen: Range }) {
  return (
    <nav aria-label={t("funnel.rangesLabel")}>
      <ul className="flex flex-wrap gap-2">
        {ranges.map((range) => (
          <li key={range}>
            <a
              href={`/ops?range=${range}#funnel`}
              aria-current={range === chosen ? "true" : undefined}
              className={`inline-flex min-h-11 items-center rounded-control border px-4 no-underline ${range === chosen ? "border-accent bg-accent-tint text-ink" : "border-edge text-ink hover:bg-sunken"}`}
            >
              {t(`funnel.ranges.${range}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const named = (rows: readonly { code: string; count: number }[]) => rows.map(({ code, count }) => ({ name: code, count }));

/** Charts of a time, each with its figures beside it. */
function Charts({ view, names }: { view: FunnelView; names: Names }) {
  const { funnel, trend, step } = view;
  return (
    <>
      <Section title={t("funnel.stepsTitle")}>
        <Stack>
          <StepBars steps={funnel.all} />
          <StepsTable steps={funnel.all} />
          <p className="text-sm text-soft">{t("funnel.stepsNote")}</p>
        </Stack>
      </Section>
      <Section title={t("funnel.trendTitle")}>
        <TrendChart trend={trend} step={step} />
      </Section>
      <Section title={t("funnel.methodsTitle")}>
        <Stack>
          <p className="max-w-prose text-soft">{t("funnel.methodsText")}</p>
          <MethodsTable methods={funnel.methods} names={names} />
        </Stack>
      </Section>
    </>
  );
}

function Details({ view, names }: { view: FunnelView; names: Names }) {
  const { funnel, consentLost } = view;
  return (
    <>
      <Section title={t("funnel.methodStepsTitle")}>
        <MethodSteps methods={funnel.methods} names={names} />
      </Section>
      <Section title={t("funnel.devicesTitle")}>
        <ClientSteps devices={funnel.devices} browsers={funnel.browsers} regions={funnel.regions} />
      </Section>
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-2">
        <Section title={t("funnel.lossTitle")}>
          <LossTable facts={funnel.facts} consentLost={consentLost} />
        </Section>
        <Section title={t("funnel.timesTitle")}>
          <Stack>
            <TimesTable times={funnel.times} />
            <p className="text-sm text-soft">{t("funnel.timesNote")}</p>
          </Stack>
        </Section>
        <Section title={t("funnel.outcomesTitle")}>
          <CodesTable caption={t("funnel.outcomesCaption")} first={t("funnel.outcome")} rows={named(funnel.outcomes)} />
        </Section>
        <Section title={t("funnel.refusalsTitle")}>
          <CodesTable caption={t("funnel.refusalsCaption")} first={t("funnel.outcome")} rows={named(funnel.refusals)} />
        </Section>
        <Section title={t("funnel.intentsTitle")}>
          <IntentsTable otherIntents={funnel.otherIntents} />
        </Section>
        <Section title={t("funnel.refreshesTitle")}>
          <CodesTable caption={t("funnel.refreshesCaption")} first={t("funnel.what")} rows={funnel.refreshes.map(({ result, count }) => ({ name: t(`funnel.refreshes.${result as "other"}`), count }))} />
        </Section>
      </div>
    </>
  );
}

/** How people get in: of a day, a week, a month or a year. Drawn on the server; nothing here needs script. */
export function FunnelPanel({ view, names }: { view: FunnelView; names: Names }) {
  const { all, facts } = view.funnel;
  return (
    <section id="funnel" aria-labelledby="funnel-title" className="grid min-w-0 grid-cols-1 gap-6">
      <div className="grid gap-3">
        <h2 id="funnel-title" className="title-2">
          {t("funnel.title")}
        </h2>
        <p className="max-w-prose text-soft">{t("funnel.lead", { from: dayInWords(view.from) })}</p>
        <Ranges chosen={view.range} />
      </div>
      {facts.left + (all.shown ?? 0) + (all.clicked ?? 0) === 0 ? (
        <p className="text-soft">{t("funnel.none")}</p>
      ) : (
        <>
          <Charts view={view} names={names} />
          <Details view={view} names={names} />
        </>
      )}
    </section>
  );
}
