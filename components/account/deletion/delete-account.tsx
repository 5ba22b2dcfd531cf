import type { ReactNode } from "react";
import { AuthFrame } from "#components/auth/auth-frame.tsx";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card } from "#components/ui/layout.tsx";
import { ErrorSummary } from "#components/ui/notice.tsx";
import { inSentence } from "#components/ui/person-text.tsx";
import { BulletList } from "#components/ui/prose.tsx";
import { minuteInWords } from "#lib/i18n/format.ts";
import { t } from "#lib/i18n/index.ts";
import { amazonAppsUrl } from "#lib/i18n/links.ts";
import { goesInWords, type Held, staysInWords } from "./kinds.ts";

type DeleteAccountProps = {
  counts: Held;
  /** The address that is written to; null where there is none that may be. */
  address: string | null;
  days: number;
  /** When everything goes, if it is asked for now. */
  dueAt: Date;
  /** Whether the form came without its box ticked. */
  unconfirmed: boolean;
};

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-2">
      <h2 className="font-semibold">{title}</h2>
      {children}
    </section>
  );
}

function How({ address, dueAt }: Pick<DeleteAccountProps, "address" | "dueAt">) {
  const told = address === null ? t("deletion.how.noMail") : t("deletion.how.mail", { email: inSentence(address, 64) });
  return <BulletList items={[t("deletion.how.now"), t("deletion.how.wait", { date: minuteInWords(dueAt) }), t("deletion.how.after"), told]} />;
}

function Confirm({ unconfirmed }: { unconfirmed: boolean }) {
  return (
    <PostForm action="/account/privacy/delete" fields={{ action: "delete" }} className="grid gap-5">
      <label className="flex min-h-11 cursor-pointer items-center gap-3">
        <input type="checkbox" id="confirm" name="confirm" value="yes" required aria-invalid={unconfirmed ? true : undefined} className="size-6 shrink-0 accent-accent" />
        {t("deletion.confirm")}
      </label>
      <Button variant="danger" full>
        {t("deletion.button")}
      </Button>
      <ButtonLink href="/account/privacy" variant="quiet" full>
        {t("deletion.cancel")}
      </ButtonLink>
    </PostForm>
  );
}

/** Asks before an account is deleted: what goes, what stays and why, how it goes, and how to call it off. */
export function DeleteAccount({ counts, address, days, dueAt, unconfirmed }: DeleteAccountProps) {
  const alert = unconfirmed ? <ErrorSummary errors={[{ fieldId: "confirm", text: t("deletion.confirmMissing") }]} /> : undefined;
  return (
    <AuthFrame title={t("deletion.title")} lead={t("deletion.lead", { days })} alert={alert}>
      <Card>
        <div className="grid gap-6">
          <Part title={t("deletion.goesTitle")}>
            <BulletList items={goesInWords(counts)} />
          </Part>
          <Part title={t("deletion.staysTitle")}>
            <BulletList items={staysInWords(counts)} />
          </Part>
          <Part title={t("deletion.howTitle")}>
            <How address={address} dueAt={dueAt} />
          </Part>
          <Part title={t("deletion.amazonTitle")}>
            <p>{t("deletion.amazonText")}</p>
            <p>
              <a href={amazonAppsUrl} className="text-link inline-flex min-h-11 items-center" rel="noreferrer">
                {t("deletion.amazonLink")}
              </a>
            </p>
          </Part>
          <Part title={t("deletion.copyTitle")}>
            <p>{t("deletion.copyText")}</p>
            <p>
              <a href="/account/privacy/copy" className="text-link inline-flex min-h-11 items-center">
                {t("deletion.copyLink")}
              </a>
            </p>
          </Part>
          <Confirm unconfirmed={unconfirmed} />
        </div>
      </Card>
    </AuthFrame>
  );
}
