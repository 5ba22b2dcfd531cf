import { Button, ButtonLink } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, Stack } from "#components/ui/layout.tsx";
import { BulletList } from "#components/ui/prose.tsx";
import type { ClosingView } from "#lib/accounts/closing-view.ts";
import { dayInWords, eitherOf, listed } from "#lib/i18n/format.ts";
import { t } from "#lib/i18n/index.ts";
import { AuthFrame } from "./auth-frame.tsx";

type Names = Readonly<Record<string, string>>;
type Asked = { closing: ClosingView; providerNames: Names };

/** What follows for whoever signs in: nobody does where it is locked, and otherwise those who can use what is older. */
function signInAfter({ lock, older }: ClosingView, names: Names): string[] {
  if (lock === "always") return [t("sessions.notMe.locked")];
  const providers = older.providers.map((name) => names[name] ?? name);
  const ways = [...providers, ...(older.passkeys ? [t("sessions.notMe.passkeys")] : [])];
  return [
    t("sessions.notMe.added"),
    t(lock === "never" ? "sessions.notMe.open" : "sessions.notMe.lockedIf"),
    ways.length > 0 ? t("sessions.notMe.older", { ways: listed(ways) }) : t("sessions.notMe.none"),
    ...(providers.length > 0 ? [t("sessions.notMe.provider", { providers: eitherOf(providers) })] : []),
  ];
}

function Means({ closing, providerNames }: Asked) {
  return (
    <section className="grid gap-2">
      <h2 className="font-semibold">{t("sessions.notMe.means")}</h2>
      <BulletList items={[t("sessions.notMe.sessions"), t("sessions.notMe.methods"), t("sessions.notMe.tokens"), ...signInAfter(closing, providerNames)]} />
    </section>
  );
}

/** It is called closing only where it closes for certain. */
const buttonOf = ({ lock }: ClosingView) => t(lock === "always" ? "sessions.notMe.button" : "sessions.notMe.buttonOpen");

const spans = () =>
  [
    ["hour", t("sessions.notMe.hour")],
    ["day", t("sessions.notMe.day")],
    ["week", t("sessions.notMe.week")],
    ["month", t("sessions.notMe.month")],
  ] as const;

/** Asks somebody who is signed in since when something in their account was not them. */
export function NotMe(asked: Asked) {
  return (
    <AuthFrame title={t("sessions.notMe.title")} lead={t(asked.closing.lock === "always" ? "sessions.notMe.lead" : "sessions.notMe.leadOpen")}>
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
          <Means {...asked} />
          <Button variant="danger" full>
            {buttonOf(asked.closing)}
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
export function NotMeByLink({ token, signedInAt, ...asked }: Asked & { token: string; signedInAt: Date }) {
  return (
    <AuthFrame title={t("sessions.notMe.title")} lead={t(asked.closing.lock === "always" ? "sessions.notMe.mailLead" : "sessions.notMe.mailLeadOpen", { date: dayInWords(signedInAt) })}>
      <Card>
        <Stack>
          <Means {...asked} />
          <PostForm action="/signin/not-me" fields={{ token }}>
            <Button variant="danger" full>
              {buttonOf(asked.closing)}
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
