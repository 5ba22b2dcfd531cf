import { PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { BulletList, ProseSection } from "#components/ui/prose.tsx";
import { dayInWords, eitherOf, listed } from "#lib/i18n/format.ts";
import { t } from "#lib/i18n/index.ts";
import type { NoticeFacts } from "#lib/privacy/facts.ts";
import type { NoticeView } from "#lib/privacy/notice-view.ts";
import type { OperatorText as Own } from "#lib/privacy/operator-notice.ts";
import type { PrivacyVersion } from "#lib/privacy/versions.ts";
import { FromAmazon } from "./from-amazon.tsx";
import { HeldList } from "./held-list.tsx";
import { OperatorText } from "./operator-text.tsx";

export type NoticePageProps = {
  facts: Pick<NoticeFacts, "siteName" | "controller" | "contact" | "fromAmazon">;
  view: NoticeView;
  /** The providers beside Amazon, as people call them. */
  otherProviders: readonly string[];
  version: string;
  /** The newest first; empty when the database does not say. */
  versions: readonly PrivacyVersion[];
  /** The operator's own text, which stands in the place of ours. */
  own?: Own | undefined;
};

function Contact({ controller, contact }: Pick<NoticeFacts, "controller" | "contact">) {
  return (
    <ProseSection title={t("pages.privacy.controllerTitle")} id="controller">
      <p className="whitespace-pre-line">{controller}</p>
      <p>
        {`${t("pages.privacy.contact")}: `}
        <a href={`mailto:${contact}`} className="text-link">
          {contact}
        </a>
      </p>
    </ProseSection>
  );
}

function Held({ held }: Pick<NoticeView, "held">) {
  return (
    <ProseSection title={t("privacy.notice.heldTitle")} id="retention">
      <p className="text-soft">{t("privacy.notice.intro")}</p>
      <HeldList held={held} />
    </ProseSection>
  );
}

function Basis() {
  return (
    <ProseSection title={t("privacy.notice.basisTitle")} id="basis">
      <p>{t("privacy.notice.basis")}</p>
    </ProseSection>
  );
}

/** What is there of people without an account, and of those who had one. */
function Others({ view: { held, spans } }: { view: NoticeView }) {
  const lines = [t("privacy.notice.guest", spans), t("privacy.notice.attempt", spans), t("privacy.notice.ended", spans), t("privacy.notice.limits", spans), t("privacy.notice.mail", spans), t("privacy.notice.counts")];
  // What counts and mails there are is nobody's account, so a deletion does not find them.
  const kept = [...held.flatMap(({ after }) => after ?? []), t("privacy.notice.ended", spans), t("privacy.notice.limits", spans), t("privacy.notice.mail", spans)];
  return (
    <>
      <ProseSection title={t("privacy.notice.othersTitle")} id="visitors">
        <BulletList items={lines} />
      </ProseSection>
      <ProseSection title={t("privacy.notice.afterTitle")} id="after-deletion">
        <p>{t("privacy.notice.afterLead")}</p>
        <BulletList items={kept} />
      </ProseSection>
    </>
  );
}

function Cookies({ cookies }: Pick<NoticeView, "cookies">) {
  return (
    <ProseSection title={t("pages.privacy.cookiesTitle")} id="cookies">
      <p>{t("privacy.notice.cookiesLead")}</p>
      <ul className="grid gap-4">
        {cookies.map(({ names, purpose, keep }) => (
          <li key={names.join(" ")}>
            <p className="wrap-anywhere">
              {names.map((name, index) => (
                <code key={name} className="text-sm">
                  {index > 0 && ", "}
                  {name}
                </code>
              ))}
            </p>
            <p className="text-soft">{`${purpose} (${keep})`}</p>
          </li>
        ))}
      </ul>
    </ProseSection>
  );
}

function Recipients({ otherProviders }: Pick<NoticePageProps, "otherProviders">) {
  const others = otherProviders.length > 0 ? [t("privacy.notice.recipientProviders", { providers: listed(otherProviders) })] : [];
  return (
    <ProseSection title={t("privacy.notice.recipientsTitle")} id="recipients">
      <p>{t("privacy.notice.recipientsLead")}</p>
      <BulletList items={[t("privacy.notice.recipientAmazon"), ...others, t("privacy.notice.recipientMail"), t("privacy.notice.recipientHosting")]} />
    </ProseSection>
  );
}

function Rights() {
  const linked = [
    ["/account/privacy/copy", t("privacy.notice.copy")],
    ["/account/privacy/delete", t("privacy.notice.erase")],
  ] as const;
  return (
    <ProseSection title={t("pages.privacy.rightsTitle")} id="rights">
      <ul className="grid list-disc gap-1.5 pl-5 marker:text-petal">
        {linked.map(([href, words]) => (
          <li key={href}>
            <a href={href} className="text-link inline-block py-1 align-top">
              {words}
            </a>
          </li>
        ))}
        {[t("privacy.notice.correct"), t("privacy.notice.object"), t("privacy.notice.complain")].map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </ProseSection>
  );
}

function Versions({ version, versions }: Pick<NoticePageProps, "version" | "versions">) {
  // One that came back is there twice: the newest is now.
  const now = versions.find((one) => one.version === version);
  const earlier = versions.filter((one) => one !== now);
  return (
    <ProseSection title={t("privacy.notice.versionTitle")} id="version">
      <p>{now ? t("privacy.notice.versionSince", { version, date: dayInWords(new Date(now.since)) }) : t("privacy.notice.version", { version })}</p>
      {earlier.length > 0 && (
        <>
          <h3 className="font-semibold">{t("privacy.notice.earlier")}</h3>
          <BulletList items={earlier.map((one) => t("privacy.notice.earlierOne", { version: one.version, date: dayInWords(new Date(one.since)) }))} />
        </>
      )}
    </ProseSection>
  );
}

/** What we tell people where the operator has no text of their own. */
function OurText({ facts, view, otherProviders }: Pick<NoticePageProps, "facts" | "view" | "otherProviders">) {
  return (
    <>
      <FromAmazon parts={facts.fromAmazon} />
      {otherProviders.length > 0 && (
        <ProseSection title={t("pages.privacy.otherTitle", { providers: eitherOf(otherProviders) })} id="providers">
          <p>{t("pages.privacy.otherText")}</p>
        </ProseSection>
      )}
      <Held held={view.held} />
      <Basis />
      <Others view={view} />
      <Cookies cookies={view.cookies} />
      <Recipients otherProviders={otherProviders} />
      <Rights />
    </>
  );
}

/** What we receive, keep and for how long, in plain words; made from facts, or the operator's own with the facts below it. */
export function NoticePage({ facts, view, otherProviders, version, versions, own }: NoticePageProps) {
  return (
    <PageFrame width="prose">
      <Stack gap="lg">
        <PageTitle lead={own ? undefined : t("pages.privacy.lead", { siteName: facts.siteName })}>{t("pages.privacy.title")}</PageTitle>
        {own ? (
          <>
            <OperatorText {...own} />
            <Held held={view.held} />
          </>
        ) : (
          <OurText facts={facts} view={view} otherProviders={otherProviders} />
        )}
        <Contact controller={facts.controller} contact={facts.contact} />
        <Versions version={version} versions={versions} />
      </Stack>
    </PageFrame>
  );
}
