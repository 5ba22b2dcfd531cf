import { eventInWords } from "#components/account/sessions/event-in-words.ts";
import { Moment } from "#components/ui/moment.tsx";
import { PersonText } from "#components/ui/person-text.tsx";
import type { ActivityType } from "#lib/audit/activity.ts";
import { t } from "#lib/i18n/index.ts";
import { methodInWords } from "#lib/i18n/sign-in-words.ts";
import type { TrailEvent } from "#lib/ops/trail.ts";
import { attemptHref } from "./paths.ts";
import type { Names } from "./words.ts";

const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);

/** What the shopper is not told of has words of its own here. */
const ownWords = {
  "account.refreshed": "account_refreshed",
  "session.renewed": "session_renewed",
  "step_up.granted": "step_up_granted",
  "account.erased": "account_erased",
  "notice.dismissed": "notice_dismissed",
  "merge.proved": "merge_proved",
  "guest.adopted": "guest_adopted",
  "ops.user_viewed": "ops_user_viewed",
  "ops.sessions_ended": "ops_sessions_ended",
  "ops.user_closed": "ops_user_closed",
  "ops.user_opened": "ops_user_opened",
  "ops.notice_resent": "ops_notice_resent",
  "ops.code_resent": "ops_code_resent",
} as const satisfies Record<Exclude<TrailEvent["type"], ActivityType>, string>;

function wordsOf({ type, details }: TrailEvent, names: Names): string {
  const own = Object.hasOwn(ownWords, type) ? ownWords[type as keyof typeof ownWords] : undefined;
  if (own) return t(`ops.events.${own}`, { method: methodInWords(textOf(details.method) ?? textOf(details.provider) ?? "", names) });
  return eventInWords({ type: type as ActivityType, details }, names);
}

/** What the audit says, in words, with who of the operators did it and why, and the number of the attempt. */
export function Trail({ events, names }: { events: readonly TrailEvent[]; names: Names }) {
  return (
    <ol className="divide-y divide-line">
      {events.map((event) => {
        const [reason, operator] = [textOf(event.details.reason), textOf(event.details.operator)];
        return (
          <li key={event.id} className="grid gap-1 py-4 first:pt-0 last:pb-0">
            <p>{wordsOf(event, names)}</p>
            {reason !== undefined && <PersonText lines="all">{t("ops.user.reason", { reason })}</PersonText>}
            {operator !== undefined && <p className="text-sm text-soft">{t("ops.user.byOperator", { operator })}</p>}
            <p className="text-sm text-soft">
              <code>{event.type}</code>
              {", "}
              <Moment value={event.at} />
              {event.reference !== null && (
                <>
                  {", "}
                  <a href={attemptHref(event.reference)} className="text-link inline-flex min-h-11 items-center font-mono">
                    {event.reference}
                  </a>
                </>
              )}
            </p>
          </li>
        );
      })}
    </ol>
  );
}
