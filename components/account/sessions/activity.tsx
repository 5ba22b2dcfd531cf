import { Card, PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { t } from "#lib/i18n/index.ts";
import { deviceInWords, methodInWords } from "#lib/i18n/sign-in-words.ts";
import type { Activity, ActivityPage } from "#lib/audit/activity.ts";
import { SessionFoot } from "./session-foot.tsx";

type Names = Readonly<Record<string, string>>;

const textOf = (value: unknown) => (typeof value === "string" ? value : null);

/** One event, in words: our own, and the names that we know. */
function eventInWords({ type, details }: Activity, providerNames: Names): string {
  const method = methodInWords(textOf(details.method) ?? textOf(details.provider) ?? "", providerNames);
  const [browser, system] = [textOf(details.browser), textOf(details.system)];
  if (type === "session.created" && (browser ?? system) !== null) return t("sessions.activity.events.session_created_from", { method, device: deviceInWords({ browser, system }) });
  const byShop = (type === "user.locked" || type === "user.unlocked") && details.by === "operator" ? "_by_shop" : "";
  const key = (type.replace(".", "_") + byShop) as "session_created";
  return t(`sessions.activity.events.${key}`, { method, count: typeof details.count === "number" ? details.count : 1 });
}

type ActivityListProps = ActivityPage & {
  /** What people call each provider. */
  providerNames: Names;
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
