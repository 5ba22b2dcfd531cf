import { ButtonLink } from "#components/ui/button.tsx";
import { DefinitionList, PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PersonText } from "#components/ui/person-text.tsx";
import { t } from "#lib/i18n/index.ts";
import { methodInWords } from "#lib/i18n/sign-in-words.ts";
import type { AttemptStep, AttemptView } from "#lib/ops/attempt-view.ts";
import { knownOutcome, outcomes } from "#lib/outcomes.ts";
import { AttemptList } from "./attempt-list.tsx";
import { actHref, userHref } from "./paths.ts";
import { None, RoomyLink, Section } from "./section.tsx";
import { Trail } from "./trail.tsx";
import { durationInWords, type Names, outcomeWords, whoseInWords } from "./words.ts";

type Shown = { attempt: AttemptView; names: Names };

function ended(outcome: string): { term: string; value: string }[] {
  const { retryable } = outcomes[knownOutcome(outcome)];
  return [
    { term: t("ops.attempt.whose"), value: whoseInWords(outcome) },
    { term: t("ops.attempt.again"), value: retryable ? t("ops.attempt.canHelp") : t("ops.attempt.cannotHelp") },
  ];
}

function clientFacts({ browser, device, region }: NonNullable<AttemptView["client"]>, method: string): { term: string; value: string }[] {
  return [
    { term: t("funnel.browser"), value: browser === "other" ? t("funnel.otherBrowser") : browser },
    { term: t("funnel.device"), value: t(`funnel.devices.${device as "other"}`) },
    ...(method === "amazon" ? [{ term: t("ops.attempt.region"), value: t(`funnel.regions.${region as "other"}`) }] : []),
  ];
}

function Facts({ attempt, names }: Shown) {
  const { intent, purpose, method, client, returnTo, userId, outcome, status, expires } = attempt;
  const open = ["open", "claimed", "waiting"].includes(status);
  const end = outcome === null ? t("ops.attempts.underWay") : outcome;
  return (
    <Section title={t("ops.attempt.factsTitle")}>
      <DefinitionList
        items={[
          { term: t("ops.attempt.intent"), value: t(`ops.intents.${intent as "sign_in"}`) },
          ...(purpose === null ? [] : [{ term: t("ops.attempt.purpose"), value: <code>{purpose}</code> }]),
          { term: t("ops.attempt.method"), value: methodInWords(method, names) },
          ...(client === null ? [] : clientFacts(client, method)),
          { term: t("ops.attempt.destination"), value: <PersonText>{returnTo}</PersonText> },
          { term: t("ops.attempt.outcome"), value: <code>{`${end} (${status})`}</code> },
          ...(outcome === null ? [] : ended(outcome)),
          ...(open ? [{ term: t("ops.attempt.until"), value: <Moment value={expires} /> }] : []),
          { term: t("ops.attempt.user"), value: userId === null ? t("ops.attempt.noUser") : <RoomyLink href={userHref(userId)}>{t("ops.attempt.openUser")}</RoomyLink> },
        ]}
      />
    </Section>
  );
}

/** The very words of the recovery page, or of the end that went well. */
function Saw({ attempt: { outcome, method }, names }: Shown) {
  if (outcome === null) return <p>{t("ops.attempt.sawNow")}</p>;
  const { title, happened, next } = outcomeWords(outcome, method, names);
  return (
    <blockquote className="grid gap-2 border-l-4 border-line pl-5">
      <p className="font-display text-xl">{title}</p>
      <p>{happened}</p>
      <p>{next}</p>
    </blockquote>
  );
}

function Step({ step, method }: { step: AttemptStep; method: string }) {
  return (
    <li className="grid gap-0.5 py-3 first:pt-0 last:pb-0">
      <p>{t(`ops.attempt.steps.${step.kind}`, { method, count: step.count })}</p>
      <p className="text-sm text-soft">
        <Moment value={step.at} precision="second" />
        {step.afterMilliseconds !== null && `, ${t("ops.attempt.after", { duration: durationInWords(step.afterMilliseconds) })}`}
      </p>
    </li>
  );
}

/** How to find the lines of an attempt in the log. */
export function LogHint({ reference }: { reference: string }) {
  return (
    <p className="rounded-control bg-sunken px-4 py-3 font-mono text-sm">
      <code className="select-all">{`grep ${reference} shop.log`}</code>
    </p>
  );
}

/** One attempt: what it was, what the shopper saw, what happened when, and what it left. */
export function AttemptDetails({ attempt, names, sentAgain }: Shown & { sentAgain: boolean }) {
  const { reference, steps, method, events, related, sameBrowser, canResend, id } = attempt;
  return (
    <PageFrame>
      <Stack gap="lg">
        {sentAgain && <Notice kind="success">{t("ops.done.resend_code")}</Notice>}
        <PageTitle>{t("ops.attempt.title", { reference })}</PageTitle>
        <div className="grid items-start gap-6 lg:grid-cols-2">
          <Stack>
            <Facts attempt={attempt} names={names} />
            <Section title={t("ops.attempt.sawTitle")}>
              <Saw attempt={attempt} names={names} />
            </Section>
            {canResend && <ButtonLink href={actHref("resend_code", { attempt: id })}>{t("ops.attempt.resend")}</ButtonLink>}
          </Stack>
          <Stack>
            <Section title={t("ops.attempt.stepsTitle")}>
              <ol className="divide-y divide-line">
                {steps.map((step) => (
                  <Step key={`${step.kind} ${step.at.toISOString()}`} step={step} method={methodInWords(method, names)} />
                ))}
              </ol>
            </Section>
            <Section title={t("ops.attempt.auditTitle")}>{events.length === 0 ? <None>{t("ops.attempt.noAudit")}</None> : <Trail events={events} names={names} />}</Section>
            <Section title={t("ops.attempt.logTitle")}>
              <p className="mb-3">{t("ops.attempt.logText")}</p>
              <LogHint reference={reference} />
            </Section>
          </Stack>
        </div>
        {related.length > 0 && (
          <Section title={t("ops.attempt.relatedTitle")}>
            <AttemptList attempts={related} names={names} />
          </Section>
        )}
        {sameBrowser.length > 0 && (
          <Section title={t("ops.attempt.browserTitle")}>
            <AttemptList attempts={sameBrowser} names={names} />
          </Section>
        )}
      </Stack>
    </PageFrame>
  );
}

/** What stands where no attempt has the number: it may be in the log all the same. */
export function NoAttempt({ reference }: { reference: string | undefined }) {
  return (
    <PageFrame width="medium">
      <Stack>
        <PageTitle lead={t("ops.attempt.missingText")}>{t("ops.attempt.missingTitle")}</PageTitle>
        {reference !== undefined && <LogHint reference={reference} />}
        <ButtonLink href="/ops/attempts" variant="secondary">
          {t("ops.overview.allAttempts")}
        </ButtonLink>
      </Stack>
    </PageFrame>
  );
}
