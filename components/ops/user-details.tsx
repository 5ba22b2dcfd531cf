import { ButtonLink } from "#components/ui/button.tsx";
import { PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { t } from "#lib/i18n/index.ts";
import type { Deed } from "#lib/ops/deed-wish.ts";
import type { OpsUser } from "#lib/ops/user-view.ts";
import { AttemptList } from "./attempt-list.tsx";
import { actHref, userHref } from "./paths.ts";
import { None, RoomyLink, Section } from "./section.tsx";
import { Trail } from "./trail.tsx";
import { Merges, Sessions, Ways, Who } from "./user-parts.tsx";
import type { Names } from "./words.ts";

type UserDetailsProps = { user: OpsUser; names: Names; /** Whether it is the operator's own account. */ own: boolean; /** What was just done, in words. */ done: string | undefined; /** Whether the audit is shown from its newest event. */ newest: boolean };

/** What can be done to a user in their state. */
function deedsFor({ status, sessions, methods }: OpsUser): Deed[] {
  const locked = status === "locked";
  return [...(sessions.length > 0 ? (["end_sessions"] as const) : []), ...(status === "active" || locked ? (["close"] as const) : []), ...(locked ? (["open"] as const) : []), ...(locked && methods.email?.proved ? (["resend_notice"] as const) : [])];
}

function Deeds({ user, own }: Pick<UserDetailsProps, "user" | "own">) {
  const deeds = deedsFor(user);
  if (own) return <Notice standing>{t("ops.user.own")}</Notice>;
  if (deeds.length === 0) return null;
  return (
    <Section title={t("ops.user.deedsTitle")}>
      <div className="grid gap-3">
        {deeds.map((deed) => (
          <ButtonLink key={deed} href={actHref(deed, { user: user.id })} variant={deed === "close" ? "danger" : "secondary"} full>
            {t(`ops.act.titles.${deed}`)}
          </ButtonLink>
        ))}
      </div>
    </Section>
  );
}

function Audit({ user: { id, trail }, names, newest }: Pick<UserDetailsProps, "user" | "names" | "newest">) {
  return (
    <Section title={t("ops.user.auditTitle")}>
      {trail.events.length === 0 ? <None>{t("ops.user.noAudit")}</None> : <Trail events={trail.events} names={names} />}
      <p className="flex flex-wrap gap-x-6">
        {!newest && <RoomyLink href={userHref(id)}>{t("ops.user.newest")}</RoomyLink>}
        {trail.next !== null && <RoomyLink href={`${userHref(id)}?${new URLSearchParams({ before: trail.next })}`}>{t("ops.user.older")}</RoomyLink>}
      </p>
    </Section>
  );
}

/** A user: who they are, what they can sign in with, where they are, what happened, and what an operator can do. */
export function UserDetails({ user, names, own, done, newest }: UserDetailsProps) {
  return (
    <PageFrame>
      <Stack gap="lg">
        {done !== undefined && <Notice kind="success">{done}</Notice>}
        <PageTitle>{t("ops.user.title")}</PageTitle>
        {user.operator && <Notice standing>{t("ops.user.operator")}</Notice>}
        {user.mergedIntoId !== null && (
          <Notice standing title={t("ops.user.mergedInto")}>
            <RoomyLink href={userHref(user.mergedIntoId)}>{t("ops.user.openOther")}</RoomyLink>
          </Notice>
        )}
        <div className="grid items-start gap-6 lg:grid-cols-2">
          <Stack>
            <Who user={user} />
            <Ways user={user} names={names} />
            <Sessions user={user} names={names} />
            <Deeds user={user} own={own} />
          </Stack>
          <Stack>
            <Section title={t("ops.user.attemptsTitle")}>{user.attempts.length === 0 ? <None>{t("ops.user.noAttempts")}</None> : <AttemptList attempts={user.attempts} names={names} />}</Section>
            {user.merges.length > 0 && <Merges user={user} />}
            <Audit user={user} names={names} newest={newest} />
          </Stack>
        </div>
      </Stack>
    </PageFrame>
  );
}

/** What stands where nobody has the id. */
export function NoUser() {
  return (
    <PageFrame width="medium">
      <Stack>
        <PageTitle lead={t("ops.user.missingText")}>{t("ops.user.missingTitle")}</PageTitle>
        <ButtonLink href="/ops/users" variant="secondary">
          {t("ops.overview.users")}
        </ButtonLink>
      </Stack>
    </PageFrame>
  );
}
