import { Button, ButtonLink } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, Stack } from "#components/ui/layout.tsx";
import { BulletList } from "#components/ui/prose.tsx";
import { dayInWords } from "#lib/i18n/format.ts";
import { t } from "#lib/i18n/index.ts";
import { AuthFrame } from "./auth-frame.tsx";

function Means() {
  return (
    <section className="grid gap-2">
      <h2 className="font-semibold">{t("sessions.notMe.means")}</h2>
      <BulletList items={[t("sessions.notMe.sessions"), t("sessions.notMe.methods"), t("sessions.notMe.tokens"), t("sessions.notMe.locked")]} />
    </section>
  );
}

const spans = () =>
  [
    ["hour", t("sessions.notMe.hour")],
    ["day", t("sessions.notMe.day")],
    ["week", t("sessions.notMe.week")],
    ["month", t("sessions.notMe.month")],
  ] as const;

/** Asks somebody who is signed in since when something in their account was not them. */
export function NotMe() {
  return (
    <AuthFrame title={t("sessions.notMe.title")} lead={t("sessions.notMe.lead")}>
      <Card>
        <PostForm action="/account/not-me" className="grid gap-6">
          <fieldset className="grid gap-3">
            <legend className="mb-3 font-semibold">{t("sessions.notMe.legend")}</legend>
            {spans().map(([span, words]) => (
              <label key={span} className="flex min-h-11 cursor-pointer items-center gap-3">
                <input type="radio" name="since" value={span} defaultChecked={span === "day"} className="size-6 shrink-0" />
                {words}
              </label>
            ))}
          </fieldset>
          <Means />
          <Button variant="danger" full>
            {t("sessions.notMe.button")}
          </Button>
          <ButtonLink href="/account/sessions" variant="quiet" full>
            {t("sessions.notMe.keep")}
          </ButtonLink>
        </PostForm>
      </Card>
    </AuthFrame>
  );
}

/** The same behind the link in a mail, about one sign-in. */
export function NotMeByLink({ token, signedInAt }: { token: string; signedInAt: Date }) {
  return (
    <AuthFrame title={t("sessions.notMe.title")} lead={t("sessions.notMe.mailLead", { date: dayInWords(signedInAt) })}>
      <Card>
        <Stack>
          <Means />
          <PostForm action="/signin/not-me" fields={{ token }}>
            <Button variant="danger" full>
              {t("sessions.notMe.button")}
            </Button>
          </PostForm>
          <ButtonLink href="/" variant="quiet" full>
            {t("sessions.notMe.keep")}
          </ButtonLink>
        </Stack>
      </Card>
    </AuthFrame>
  );
}
