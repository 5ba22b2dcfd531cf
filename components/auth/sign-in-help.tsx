import { ButtonLink } from "#components/ui/button.tsx";
import { PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { ProseSection } from "#components/ui/prose.tsx";
import { t } from "#lib/i18n/index.ts";

/** Something a person saw, what it means and what to do. */
export type Symptom = { id: string; title: string; happened: string; next: string; link?: { href: string; label: string } };

function Answer({ symptom }: { symptom: Symptom }) {
  return (
    <ProseSection title={symptom.title} id={symptom.id}>
      <dl className="grid gap-3">
        <div>
          <dt className="text-sm text-soft">{t("pages.help.happened")}</dt>
          <dd>{symptom.happened}</dd>
        </div>
        <div>
          <dt className="text-sm text-soft">{t("pages.help.next")}</dt>
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

/** Self-service support: one answer per symptom, a list of them on top, and an address for the rest. */
export function SignInHelp({ symptoms, supportEmail }: { symptoms: Symptom[]; supportEmail: string }) {
  return (
    <PageFrame width="prose">
      <Stack gap="lg">
        <PageTitle lead={t("pages.help.lead")}>{t("pages.help.title")}</PageTitle>
        <nav aria-labelledby="symptoms" className="rounded-card bg-sunken p-6">
          <h2 id="symptoms" className="font-semibold">
            {t("pages.help.contents")}
          </h2>
          <ul className="mt-2">
            {symptoms.map(({ id, title }) => (
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
        <ProseSection title={t("pages.help.stillTitle")} id="contact">
          <p>{t("pages.help.stillText", { email: supportEmail })}</p>
          <div className="mt-2 flex flex-wrap gap-3">
            <ButtonLink href={`mailto:${supportEmail}`}>{t("pages.help.write")}</ButtonLink>
            <ButtonLink href="/signin" variant="secondary">
              {t("pages.help.signIn")}
            </ButtonLink>
          </div>
        </ProseSection>
      </Stack>
    </PageFrame>
  );
}
