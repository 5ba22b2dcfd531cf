import { ButtonLink } from "#components/ui/button.tsx";
import { Card, PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { LinkList } from "#components/ui/link-list.tsx";
import { ErrorSummary } from "#components/ui/notice.tsx";
import { inSentence } from "#components/ui/person-text.tsx";
import { ProseSection } from "#components/ui/prose.tsx";
import { t } from "#lib/i18n/index.ts";
import { ContactForm, type ContactFormProps } from "./contact-form.tsx";

/** Something a person saw, what it means and what to do. */
export type Symptom = { id: string; title: string; happened: string; next: string; link?: { href: string; label: string } };

function Answer({ symptom }: { symptom: Symptom }) {
  return (
    <ProseSection title={symptom.title} id={symptom.id}>
      <dl className="grid gap-3">
        <div>
          <dt className="text-sm text-soft">{t("help.happened")}</dt>
          <dd>{symptom.happened}</dd>
        </div>
        <div>
          <dt className="text-sm text-soft">{t("help.next")}</dt>
          <dd>
            {symptom.next}
            {symptom.link && (
              <p>
                <a href={symptom.link.href} className="text-link inline-flex min-h-11 items-center">
                  {symptom.link.label}
                </a>
              </p>
            )}
          </dd>
        </div>
      </dl>
    </ProseSection>
  );
}

/** Who asks, when they are signed in. */
export type HelpFor = { name: string | null; oneWay: boolean };

function YourAccount({ name, oneWay }: HelpFor) {
  const links = [
    { href: "/account/sign-in-methods", label: oneWay ? t("help.you.addWay") : t("help.you.methods") },
    { href: "/account/sessions", label: t("help.you.sessions") },
    { href: "/account/activity", label: t("help.you.activity") },
  ];
  return (
    <Card>
      <div className="grid gap-3">
        <h2 className="title-2">{t("help.you.title")}</h2>
        <p>{name === null ? t("help.you.nameless") : t("help.you.text", { name: inSentence(name, 64) })}</p>
        {oneWay && <p>{t("help.you.oneWay")}</p>}
        <LinkList links={links} />
      </div>
    </Card>
  );
}

type SignInHelpProps = { symptoms: Symptom[]; you: HelpFor | null; contact: ContactFormProps };

/** Self-service support: what can be mended right away, one answer per symptom with a list of them on top, and a form for the rest. */
export function SignInHelp({ symptoms, you, contact }: SignInHelpProps) {
  const errors = Object.entries(contact.problems).map(([fieldId, text]) => ({ fieldId, text }));
  return (
    <PageFrame width="prose">
      <Stack gap="lg">
        <ErrorSummary errors={errors} />
        <PageTitle lead={t("help.lead")}>{t("help.title")}</PageTitle>
        {you && <YourAccount {...you} />}
        <nav aria-labelledby="symptoms" className="rounded-card bg-sunken p-6">
          <h2 id="symptoms" className="font-semibold">
            {t("help.contents")}
          </h2>
          <ul className="mt-2">
            {[...symptoms, { id: "contact", title: t("help.contact.title") }].map(({ id, title }) => (
              <li key={id}>
                <a href={`#${id}`} className="text-link inline-flex min-h-11 items-center">
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        {symptoms.map((symptom) => (
          <Answer key={symptom.id} symptom={symptom} />
        ))}
        <ContactForm {...contact} />
        {!you && (
          <ButtonLink href="/signin" variant="secondary">
            {t("help.signIn")}
          </ButtonLink>
        )}
      </Stack>
    </PageFrame>
  );
}
