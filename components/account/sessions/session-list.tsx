import { Button } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, DefinitionList, PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { secondInWords } from "#lib/i18n/format.ts";
import { t } from "#lib/i18n/index.ts";
import { deviceInWords, methodInWords } from "#lib/i18n/sign-in-words.ts";
import type { ListedSession, SessionListing } from "#lib/sessions/list.ts";
import { EndOthersForm } from "../end-others.tsx";
import { SessionFoot } from "./session-foot.tsx";

type SessionListProps = SessionListing & {
  /** What people call each provider. */
  providerNames: Readonly<Record<string, string>>;
  /** What was just done, in words. */
  done: string | undefined;
};

function Session({ session, providerNames }: { session: ListedSession; providerNames: SessionListProps["providerNames"] }) {
  const device = deviceInWords(session);
  // To the second, so that two of the same kind have names of their own.
  const endNamed = t("sessions.endNamed", { device, date: secondInWords(session.signedInAt) });
  return (
    <Card as="li" className="grid gap-4">
      <div className="grid gap-1">
        {session.own && <p className="text-sm font-medium text-success">{t("sessions.own")}</p>}
        <h2 className="title-2">{device}</h2>
        <p className="text-soft">
          {t("sessions.method", { method: methodInWords(session.method, providerNames) })}
          {session.shared && `, ${t("sessions.shared")}`}
        </p>
      </div>
      <DefinitionList
        items={[
          { term: t("sessions.since"), value: <Moment value={session.signedInAt} /> },
          { term: t("sessions.seen"), value: <Moment value={session.lastSeenAt} /> },
        ]}
      />
      <PostForm action="/account/sessions" fields={{ session: session.id }}>
        <Button variant="secondary" aria-label={session.own ? undefined : endNamed}>
          {session.own ? t("sessions.endOwn") : t("sessions.end")}
        </Button>
      </PostForm>
    </Card>
  );
}

/** The browsers in which somebody is signed in, each to end, and all at once. */
export function SessionList({ sessions, more, providerNames, done }: SessionListProps) {
  const asking = sessions.find(({ own }) => own);
  return (
    <PageFrame width="medium">
      <Stack gap="lg">
        {done && <Notice kind="success">{done}</Notice>}
        <PageTitle lead={t("sessions.lead")}>{t("sessions.title")}</PageTitle>
        <ul className="grid gap-4">
          {sessions.map((session) => (
            <Session key={session.id} session={session} providerNames={providerNames} />
          ))}
        </ul>
        <Card as="section" className="grid gap-4">
          <h2 className="title-2">{t("sessions.othersTitle")}</h2>
          {more > 0 && <p>{`${t("sessions.more", { count: more })} ${t("sessions.moreEnd", { count: more, button: t("stepUp.endOthers.button") })}`}</p>}
          <div className="grid gap-3 sm:grid-cols-2">
            <EndOthersForm variant="secondary" returnTo="/account/sessions" />
            <PostForm action="/signout" fields={{ scope: "everywhere", ...(asking && { via: asking.method }) }}>
              <Button variant="secondary" full>
                {t("sessions.everywhere")}
              </Button>
            </PostForm>
          </div>
        </Card>
        <SessionFoot links={[{ href: "/account/activity", words: t("sessions.activityLink") }]} />
      </Stack>
    </PageFrame>
  );
}
