import { Button } from "#components/ui/button.tsx";
import { TextArea, TextField } from "#components/ui/field.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card } from "#components/ui/layout.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { ProseSection } from "#components/ui/prose.tsx";
import { t } from "#lib/i18n/index.ts";
import type { ContactField, ContactForm as Typed } from "#lib/support/read-contact.ts";

export type ContactFormProps = {
  /** What stands in the fields: as it was typed, or as far as we know it. */
  typed: Typed;
  /** What has to be mended, in words, by field. */
  problems: Partial<Record<ContactField, string>>;
  mostMessageCharacters: number;
  supportEmail: string;
  sent: boolean;
};

/** A message to the shop, with the number by which its people find what happened. */
export function ContactForm({ typed, problems, mostMessageCharacters, supportEmail, sent }: ContactFormProps) {
  return (
    <ProseSection title={t("help.contact.title")} id="contact">
      {sent && (
        <Notice kind="success" title={t("help.contact.sent")}>
          <p>{t("help.contact.sentText")}</p>
        </Notice>
      )}
      <p>{t("help.contact.text")}</p>
      <Card>
        <PostForm action="/help/sign-in" className="grid gap-5">
          <TextField label={t("help.contact.email")} hint={t("help.contact.emailHint")} name="email" type="email" autoComplete="email" inputMode="email" defaultValue={typed.email} error={problems.email} maxLength={254} required />
          <TextField
            label={t("help.contact.reference")}
            hint={t("help.contact.referenceHint")}
            name="reference"
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            defaultValue={typed.reference}
            error={problems.reference}
            maxLength={40}
            className="max-w-60 font-mono"
          />
          <TextArea label={t("help.contact.message")} name="message" defaultValue={typed.message} error={problems.message} maxLength={mostMessageCharacters} required />
          <Button>{t("help.contact.send")}</Button>
        </PostForm>
      </Card>
      <p className="text-sm text-soft">
        <a href={`mailto:${supportEmail}`} className="text-link inline-flex min-h-11 items-center">
          {t("help.contact.orMail", { email: supportEmail })}
        </a>
      </p>
    </ProseSection>
  );
}
