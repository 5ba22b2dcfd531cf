import { DefinitionList } from "#components/ui/layout.tsx";
import { Dated, Moment } from "#components/ui/moment.tsx";
import { PersonText } from "#components/ui/person-text.tsx";
import { t } from "#lib/i18n/index.ts";
import { deviceInWords, methodInWords } from "#lib/i18n/sign-in-words.ts";
import type { OpsUser } from "#lib/ops/user-view.ts";
import { userHref } from "./paths.ts";
import { None, RoomyLink, Section } from "./section.tsx";
import type { Names } from "./words.ts";

type Part = { user: OpsUser; names: Names };

/** Who somebody is, as far as a mail from them can be held against it. */
export function Who({ user: { id, name, status, createdAt, methods, deletion } }: Pick<Part, "user">) {
  const { email } = methods;
  return (
    <Section title={t("ops.user.factsTitle")}>
      <DefinitionList
        items={[
          { term: t("ops.user.id"), value: <code className="select-all">{id}</code> },
          { term: t("ops.user.name"), value: name ? <PersonText>{name}</PersonText> : t("ops.user.noName") },
          {
            term: t("ops.user.email"),
            value: email ? (
              <>
                <PersonText>{email.address}</PersonText>
                <p className="text-sm text-soft">{email.proved ? t("ops.user.proved") : t("ops.user.held")}</p>
              </>
            ) : (
              t("ops.user.noName")
            ),
          },
          { term: t("ops.user.status"), value: t(`ops.user.statuses.${status}`) },
          ...(deletion ? [{ term: t("ops.user.deletion"), value: <Dated words={t(deletion.begun ? "ops.user.deletionBegun" : "ops.user.deletionDue")} value={deletion.dueAt} /> }] : []),
          { term: t("ops.user.created"), value: <Moment value={createdAt} /> },
        ]}
      />
    </Section>
  );
}

/** Which ways in somebody has, and since when: no name or address that a provider told us. */
export function Ways({ user: { methods, lost }, names }: Part) {
  const { email, password, passkeys, linked } = methods;
  const any = email?.proved === true || password !== null || passkeys.length + linked.length > 0;
  return (
    <Section title={t("ops.user.waysTitle")}>
      {any ? (
        <ul className="grid gap-2">
          {email?.proved && <li>{t("ops.user.code")}</li>}
          {password && (
            <li>
              <Dated words={t("ops.user.passwordSince")} value={password.changedAt} />
            </li>
          )}
          {passkeys.map(({ id, createdAt, lastUsedAt }) => (
            <li key={id}>
              <Dated words={t("ops.user.passkeySince")} value={createdAt} />
              {lastUsedAt && <Dated words={`, ${t("ops.user.lastUsed")}`} value={lastUsedAt} />}
            </li>
          ))}
          {linked.map(({ id, provider, linkedAt, lastSignInAt }) => (
            <li key={id}>
              <Dated words={t("ops.user.linkedSince", { provider: names[provider] ?? provider })} value={linkedAt} />
              <Dated words={`, ${t("ops.user.lastUsed")}`} value={lastSignInAt} />
            </li>
          ))}
          {lost.map(({ provider, since, reason }) => (
            <li key={`${provider} ${since.toISOString()}`} className="text-warning">
              <Dated words={`${names[provider] ?? provider} ${t("ops.user.lostSince")}`} value={since} />
              {reason !== null && ` (${reason})`}
            </li>
          ))}
        </ul>
      ) : (
        <None>{t("ops.user.noWays")}</None>
      )}
    </Section>
  );
}

/** Where somebody is signed in. */
export function Sessions({ user: { sessions, moreSessions }, names }: Part) {
  return (
    <Section title={t("ops.user.sessionsTitle")}>
      {sessions.length === 0 ? (
        <None>{t("ops.user.noSessions")}</None>
      ) : (
        <ul className="divide-y divide-line">
          {sessions.map((session) => (
            <li key={session.id} className="grid gap-0.5 py-3 first:pt-0 last:pb-0">
              <p>{`${deviceInWords(session)}, ${methodInWords(session.method, names)}${session.shared ? `, ${t("sessions.shared")}` : ""}`}</p>
              <p className="text-sm text-soft">
                <Moment value={session.signedInAt} />
                <Dated words={`, ${t("ops.user.seen")}`} value={session.lastSeenAt} />
              </p>
            </li>
          ))}
        </ul>
      )}
      {moreSessions > 0 && <p className="text-sm text-soft">{t("sessions.more", { count: moreSessions })}</p>}
    </Section>
  );
}

/** The merges that somebody was part of. */
export function Merges({ user: { merges } }: Pick<Part, "user">) {
  return (
    <Section title={t("ops.user.mergesTitle")}>
      <ul className="divide-y divide-line">
        {merges.map(({ id, at, undoneAt, userId, stayed }) => (
          <li key={id} className="grid gap-0.5 py-3 first:pt-0 last:pb-0">
            <p>{stayed ? t("ops.user.took") : t("ops.user.went")}</p>
            <p className="text-sm text-soft">
              <Moment value={at} />
              {undoneAt && <Dated words={`, ${t("ops.user.undone")}`} value={undoneAt} />}
            </p>
            <p>
              <RoomyLink href={userHref(userId)}>{t("ops.user.openOther")}</RoomyLink>
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}
