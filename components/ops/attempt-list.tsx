import { Moment } from "#components/ui/moment.tsx";
import { t } from "#lib/i18n/index.ts";
import type { ListedAttempt } from "#lib/ops/attempt-search.ts";
import { attemptHref } from "./paths.ts";
import { attemptInWords, type Names, outcomeWords, whoseInWords } from "./words.ts";

/** How an attempt ended, in a line: our code, its words, whose doing. */
function End({ attempt, names }: { attempt: ListedAttempt; names: Names }) {
  if (attempt.outcome === null || attempt.endedAt === null) return <p className="text-sm text-soft">{t("ops.attempts.underWay")}</p>;
  return (
    <p className="text-sm">
      {`${outcomeWords(attempt.outcome, attempt.method, names).title} `}
      <span className="text-soft">{`(${attempt.outcome}, ${whoseInWords(attempt.outcome)})`}</span>
    </p>
  );
}

/** Attempts, one below the other, each with its number as the link. */
export function AttemptList({ attempts, names }: { attempts: readonly ListedAttempt[]; names: Names }) {
  return (
    <ol className="divide-y divide-line">
      {attempts.map((attempt) => (
        <li key={attempt.reference} className="grid gap-x-6 py-3 first:pt-0 last:pb-0 sm:grid-cols-[max-content_minmax(0,1fr)]">
          <a href={attemptHref(attempt.reference)} className="text-link inline-flex min-h-11 items-center font-mono">
            {attempt.reference}
          </a>
          <div className="grid content-center gap-0.5">
            <p>{attemptInWords(attempt, names)}</p>
            <End attempt={attempt} names={names} />
            <p className="text-sm text-soft">
              <Moment value={attempt.createdAt} />
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}
