import { ConsentBanner } from "#components/account/amazon/consent-banner.tsx";
import { PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { SignInMethods } from "#lib/accounts/sign-in-methods.ts";
import { t } from "#lib/i18n/index.ts";
import type { ProviderName } from "#lib/sessions/methods.ts";
import { EmailMethod } from "./email.tsx";
import { LinkedMethod } from "./linked.tsx";
import { PasskeysMethod } from "./passkeys.tsx";
import { PasswordMethod } from "./password.tsx";

type SignInMethodsPageProps = {
  methods: SignInMethods;
  /** What was just done, or was not, in words. */
  /** Whether they have nothing beside a linked account. */
  onlyWay: boolean;
  notice?: { kind: "success" | "info"; text: string } | undefined;
  providerNames: Readonly<Record<ProviderName, string>>;
  /** The providers that are ways in here, in the operator's order. */
  switchedOn: readonly ProviderName[];
  /** Those of them to which nobody is sent now. */
  away?: readonly ProviderName[];
};

/** All ways in of one user, a section per kind. */
export function SignInMethodsPage({ methods, onlyWay, notice, providerNames, switchedOn, away = [] }: SignInMethodsPageProps) {
  return (
    <PageFrame width="medium">
      <Stack>
        {notice && <Notice kind={notice.kind}>{notice.text}</Notice>}
        <ConsentBanner accounts={methods.linked} onlyWay={onlyWay} away={away.includes("amazon")} />
        <PageTitle lead={t("methods.lead")}>{t("methods.title")}</PageTitle>
        <EmailMethod email={methods.email} />
        <PasskeysMethod passkeys={methods.passkeys} />
        <PasswordMethod password={methods.password} />
        <LinkedMethod linked={methods.linked} names={providerNames} switchedOn={switchedOn} away={away} />
        <p>
          <a href="/account" className="text-link inline-flex min-h-11 items-center">
            {t("methods.back")}
          </a>
        </p>
      </Stack>
    </PageFrame>
  );
}
