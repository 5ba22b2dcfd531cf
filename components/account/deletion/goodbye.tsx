import { AuthFrame } from "#components/auth/auth-frame.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { Card, Stack } from "#components/ui/layout.tsx";
import { minuteInWords } from "#lib/i18n/format.ts";
import { t } from "#lib/i18n/index.ts";
import { amazonAppsUrl } from "#lib/i18n/links.ts";

type GoodbyeProps = {
  /** Until when the account can be kept; null where the address does not say it. */
  until: Date | null;
  days: number;
  /** Whether there is no address that was written to. */
  noMail: boolean;
  /** Whether it was asked for before, and the person has just said that it stays so. */
  left: boolean;
};

/** What happens now to an account that was asked to be deleted, and how to come back. It knows nobody. */
export function Goodbye({ until, days, noMail, left }: GoodbyeProps) {
  const lead = until ? t("deletion.goodbye.lead", { date: minuteInWords(until) }) : t("deletion.goodbye.leadNoDate", { days });
  return (
    <AuthFrame title={t(left ? "deletion.keep.leftTitle" : "deletion.goodbye.title")} lead={lead}>
      <Card>
        <Stack>
          <p>{t("deletion.goodbye.back")}</p>
          {!left && <p>{t(noMail ? "deletion.goodbye.noMail" : "deletion.goodbye.mail")}</p>}
          <p>
            {`${t("deletion.amazonText")} `}
            <a href={amazonAppsUrl} className="text-link" rel="noreferrer">
              {t("deletion.amazonLink")}
            </a>
          </p>
          <ButtonLink href="/signin?notice=deletion" variant="secondary" full>
            {t("deletion.goodbye.signIn")}
          </ButtonLink>
          <ButtonLink href="/" variant="quiet" full>
            {t("deletion.goodbye.home")}
          </ButtonLink>
        </Stack>
      </Card>
    </AuthFrame>
  );
}
