import { PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { BulletList, ProseSection } from "#components/ui/prose.tsx";
import { locale, t } from "#lib/i18n/index.ts";
import { amazonAppsUrl } from "./amazon-apps.ts";

const words = new Intl.ListFormat(locale, { type: "disjunction" });

function FromAmazon({ profile }: { profile: boolean }) {
  const receives = profile ? [t("pages.privacy.amazonId"), t("pages.privacy.amazonName"), t("pages.privacy.amazonEmail")] : [t("pages.privacy.amazonId")];
  return (
    <ProseSection title={t("pages.privacy.amazonTitle")} id="amazon">
      <p>{t("pages.privacy.amazonReceive")}</p>
      <BulletList items={receives} />
      <p className="mt-2">{t("pages.privacy.amazonNot")}</p>
      <BulletList
        items={[t("pages.privacy.amazonNotPassword"), t("pages.privacy.amazonNotOrders"), t("pages.privacy.amazonNotPayment"), t("pages.privacy.amazonNotAddress")]}
      />
      <p className="mt-2">{t("pages.privacy.amazonTokens")}</p>
      <h3 className="mt-3 font-semibold">{t("pages.privacy.amazonRemoveTitle")}</h3>
      <p>
        {`${t("pages.privacy.amazonRemove")} `}
        <a href={amazonAppsUrl} className="text-link" rel="noreferrer">
          {t("pages.privacy.amazonRemoveLink")}
        </a>
        . {t("pages.privacy.amazonRemoveAfter")}
      </p>
    </ProseSection>
  );
}

function Contact({ controller, supportEmail }: { controller: string; supportEmail: string }) {
  return (
    <ProseSection title={t("pages.privacy.controllerTitle")} id="controller">
      <p className="whitespace-pre-line">{controller}</p>
      <p>
        {`${t("pages.privacy.contact")}: `}
        <a href={`mailto:${supportEmail}`} className="text-link">
          {supportEmail}
        </a>
      </p>
    </ProseSection>
  );
}

type PrivacyNoticeProps = {
  siteName: string;
  controller: string;
  supportEmail: string;
  /** The providers beside Amazon, as people call them. */
  otherProviders: string[];
  /** Whether Amazon is asked for name and address, or for the id alone. */
  profile: boolean;
};

/** What we receive, keep and for how long, in plain words. */
export function PrivacyNotice({ siteName, controller, supportEmail, otherProviders, profile }: PrivacyNoticeProps) {
  const keep = [t("pages.privacy.keepSession"), t("pages.privacy.keepAttempt"), t("pages.privacy.keepAddress"), t("pages.privacy.keepNotice"), t("pages.privacy.keepMail"), t("pages.privacy.keepRecord"), t("pages.privacy.keepAccount")];
  return (
    <PageFrame width="prose">
      <Stack gap="lg">
        <PageTitle lead={t("pages.privacy.lead", { siteName })}>{t("pages.privacy.title")}</PageTitle>
        <FromAmazon profile={profile} />
        {otherProviders.length > 0 && (
          <ProseSection title={t("pages.privacy.otherTitle", { providers: words.format(otherProviders) })}>
            <p>{t("pages.privacy.otherText")}</p>
          </ProseSection>
        )}
        <ProseSection title={t("pages.privacy.emailTitle")}>
          <p>{t("pages.privacy.emailText")}</p>
        </ProseSection>
        <ProseSection title={t("pages.privacy.passwordTitle")}>
          <p>{t("pages.privacy.passwordText")}</p>
        </ProseSection>
        <ProseSection title={t("pages.privacy.passkeyTitle")}>
          <p>{t("pages.privacy.passkeyText")}</p>
        </ProseSection>
        <ProseSection title={t("pages.privacy.shopTitle")}>
          <p>{t("pages.privacy.shopText")}</p>
          <p>{t("pages.privacy.ordersText")}</p>
        </ProseSection>
        <ProseSection title={t("pages.privacy.cookiesTitle")} id="cookies">
          <p>{t("pages.privacy.cookiesText")}</p>
        </ProseSection>
        <ProseSection title={t("pages.privacy.keepTitle")} id="retention">
          <BulletList items={keep} />
        </ProseSection>
        <ProseSection title={t("pages.privacy.rightsTitle")}>
          <p>{t("pages.privacy.rightsText")}</p>
        </ProseSection>
        <Contact controller={controller} supportEmail={supportEmail} />
      </Stack>
    </PageFrame>
  );
}
