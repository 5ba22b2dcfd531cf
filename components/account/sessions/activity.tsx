import { Card, PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { t } from "#lib/i18n/index.ts";
import type { ActivityPage } from "#lib/audit/activity.ts";
import { eventInWords } from "./event-in-words.ts";
import { SessionFoot } from "./session-foot.tsx";

type ActivityListProps = ActivityPage & {
  /** What people call each provider. */
  providerNames: Readonly<Record<string, string>>;
  /** Whether this is the first page. */
  newest: boolean;
};

/** What happened to somebody's account, in words, a page at a time. */
export function ActivityList({ events, next, providerNames, newest }: ActivityListProps) {
  return (
    <PageFrame width="medium">
      <Stack gap="lg">
        <PageTitle lead={t("sessions.activity.lead")}>{t("sessions.activity.title")}</PageTitle>
        <Card>
          {events.length === 0 ? (
            <p className="text-soft">{t("sessions.activity.none")}</p>
          ) : (
            <ol className="divide-y divide-line">
              {events.map((event) => (
                <li key={event.id} className="grid gap-1 py-4 first:pt-0 last:pb-0">
                  <p>{eventInWords(event, providerNames)}</p>
                  <p className="text-sm text-soft">
                    <Moment value={event.at} />
                  </p>
                </li>
              ))}
            </ol>
          )}
        </Card>
        <SessionFoot
          links={[
            ...(newest ? [] : [{ href: "/account/activity", words: t("sessions.activity.newest") }]),
            ...(next === null ? [] : [{ href: `/account/activity?${new URLSearchParams({ before: next })}`, words: t("sessions.activity.older") }]),
            { href: "/account/sessions", words: t("sessions.link") },
          ]}
        />
      </Stack>
    </PageFrame>
  );
}
