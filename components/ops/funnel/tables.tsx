import { Stack } from "#components/ui/layout.tsx";
import type { Funnel, MethodFunnel, Steps } from "#lib/events/funnel.ts";
import { methodInWords } from "#lib/i18n/sign-in-words.ts";
import { t } from "#lib/i18n/index.ts";
import { defaultLocale as locale } from "#lib/i18n/locale.ts";
import { countInWords, shareInWords, timeInWords } from "./figures.ts";
import type { Names } from "../words.ts";
import { FiguresTable, type Row } from "./figures-table.tsx";
import { stepNames, timeNames } from "./steps.ts";

/** What a way in is called, at the head of a row. */
function wayInWords(method: string, names: Names): string {
  const words = methodInWords(method, names);
  return words.charAt(0).toLocaleUpperCase(locale) + words.slice(1);
}

const sum = (values: readonly (number | null)[]) => values.reduce<number>((total, value) => total + (value ?? 0), 0);

/** The same figures as the bars. */
export function StepsTable({ steps }: { steps: Steps }) {
  const rows = stepNames.map((name, index): Row => {
    const before = stepNames[index - 1];
    return { key: name, name: t(`funnel.steps.${name}`), cells: [countInWords(steps[name]), shareInWords(steps[name], before ? steps[before] : null), shareInWords(name === "shown" ? null : steps[name], steps.clicked)] };
  });
  return <FiguresTable caption={t("funnel.stepsCaption")} head={[t("funnel.step"), t("funnel.count"), t("funnel.ofBefore"), t("funnel.ofAll")]} rows={rows} />;
}

/** Ways in beside each other: what each brings, and what it costs people. */
export function MethodsTable({ methods, names }: { methods: readonly MethodFunnel[]; names: Names }) {
  const [starts, sessions] = [sum(methods.map(({ steps }) => steps.left)), sum(methods.map(({ steps }) => steps.session))];
  const rows = methods.map(({ method, steps, times }): Row => ({
    key: method,
    name: wayInWords(method, names),
    cells: [countInWords(steps.left), shareInWords(steps.left, starts), shareInWords(steps.session, steps.left), timeInWords(times.whole?.p50), timeInWords(times.whole?.p95), shareInWords(steps.session, sessions)],
  }));
  const head = [t("funnel.starts"), t("funnel.shareOfStarts"), t("funnel.success"), t("funnel.median"), t("funnel.slowest"), t("funnel.shareOfSessions")];
  return <FiguresTable caption={t("funnel.methodsCaption")} head={[t("funnel.method"), ...head]} rows={rows} />;
}

/** How many of each part got to each step. */
function PartsTable({ caption, first, parts }: { caption: string; first: string; parts: readonly { key: string; name: string; steps: Steps }[] }) {
  const rows = parts.map(({ key, name, steps }): Row => ({ key, name, cells: stepNames.map((step) => countInWords(steps[step])) }));
  return <FiguresTable caption={caption} head={[first, ...stepNames.map((step) => t(`funnel.steps.${step}`))]} rows={rows} />;
}

export function MethodSteps({ methods, names }: { methods: readonly MethodFunnel[]; names: Names }) {
  return <PartsTable caption={t("funnel.methodStepsCaption")} first={t("funnel.method")} parts={methods.map(({ method, steps }) => ({ key: method, name: wayInWords(method, names), steps }))} />;
}

/** Steps by what people came with, and by where Amazon's pages were for them. */
export function ClientSteps({ devices, browsers, regions }: Pick<Funnel, "devices" | "browsers" | "regions">) {
  const parts = (found: Funnel["devices"], words: (name: string) => string) => found.map(({ name, steps }) => ({ key: name, name: words(name), steps }));
  return (
    <Stack>
      <PartsTable caption={t("funnel.devicesCaption")} first={t("funnel.device")} parts={parts(devices, (name) => t(`funnel.devices.${name as "other"}`))} />
      <PartsTable caption={t("funnel.browsersCaption")} first={t("funnel.browser")} parts={parts(browsers, (name) => (name === "other" ? t("funnel.otherBrowser") : name))} />
      <PartsTable caption={t("funnel.regionsCaption")} first={t("funnel.region")} parts={parts(regions, (name) => t(`funnel.regions.${name as "other"}`))} />
    </Stack>
  );
}

export function TimesTable({ times }: Pick<Funnel, "times">) {
  const rows = timeNames.flatMap((name): Row[] => {
    const found = times[name];
    return found ? [{ key: name, name: t(`funnel.times.${name}`), cells: [timeInWords(found.p50), timeInWords(found.p95), countInWords(found.count)] }] : [];
  });
  return <FiguresTable caption={t("funnel.timesCaption")} head={[t("funnel.step"), t("funnel.median"), t("funnel.slowest"), t("funnel.samples")]} rows={rows} />;
}

/** Where people are lost, each as a share of those who could have been. */
export function LossTable({ facts, consentLost }: Pick<Funnel, "facts"> & { consentLost: number }) {
  const { left, leftForProvider } = facts;
  const rows: Row[] = (["consentDenied", "abandoned", "superseded", "collisions", "underWay"] as const).map((name) => ({
    key: name,
    name: t(`funnel.loss.${name}`),
    cells: [countInWords(facts[name]), shareInWords(facts[name], name === "consentDenied" ? leftForProvider : left)],
  }));
  rows.push({ key: "consentLost", name: t("funnel.consentLost"), cells: [countInWords(consentLost), t("funnel.nothing")] });
  return <FiguresTable caption={t("funnel.lossCaption")} head={[t("funnel.what"), t("funnel.count"), t("funnel.share")]} rows={rows} />;
}

/** Codes with how often each came. */
export function CodesTable({ caption, first, rows }: { caption: string; first: string; rows: readonly { name: string; count: number }[] }) {
  const all = sum(rows.map(({ count }) => count));
  return <FiguresTable caption={caption} head={[first, t("funnel.count"), t("funnel.share")]} rows={rows.map(({ name, count }) => ({ key: name, name, cells: [countInWords(count), shareInWords(count, all)] }))} />;
}

export function IntentsTable({ otherIntents }: Pick<Funnel, "otherIntents">) {
  const rows = otherIntents.map(({ intent, left, session }): Row => ({ key: intent, name: intent === "other" ? t("funnel.otherIntent") : t(`ops.intents.${intent as "link"}`), cells: [countInWords(left), countInWords(session), shareInWords(session, left)] }));
  return <FiguresTable caption={t("funnel.intentsCaption")} head={[t("funnel.intent"), t("funnel.starts"), t("funnel.wentWell"), t("funnel.share")]} rows={rows} />;
}
