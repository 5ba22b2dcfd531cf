import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/field.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Card, Divider, Stack } from "#components/ui/layout.tsx";
import { ErrorSummary, Notice, type NoticeKind } from "#components/ui/notice.tsx";
import type { Artwork } from "#lib/brand/artwork.ts";
import { locale, t } from "#lib/i18n/index.ts";
import { AmazonButton } from "./amazon-button.tsx";
import { AuthFrameWithPicture } from "./auth-frame.tsx";

type SignInPanelProps = {
  siteName: string;
  /** A path on this site, already checked. */
  returnTo: string;
  amazon: "available" | "down";
  /** Amazon's own artwork, where it is installed. */
  artwork?: Artwork;
  /** How the last attempt ended, such as a quiet cancel at Amazon. */
  notice?: { kind: NoticeKind; title?: string; text: string };
  emailError?: string;
  /** What was typed before a refusal. */
  email?: string;
  /** What Amazon hands over, in words, such as `["name", "e-mail address"]`. */
  sharedWithUs: string[];
};

const words = new Intl.ListFormat(locale, { type: "conjunction" });

function AmazonPart({ returnTo, amazon, artwork, sharedWithUs }: Pick<SignInPanelProps, "returnTo" | "amazon" | "artwork" | "sharedWithUs">) {
  if (amazon === "down") {
    return (
      <Notice kind="warning" title={t("auth.amazon.downTitle")}>
        {t("auth.amazon.down")}
      </Notice>
    );
  }
  return (
    <Stack gap="sm">
      <AmazonButton returnTo={returnTo} artwork={artwork} />
      <p className="text-sm text-soft">
        {t("auth.amazon.shares", { shared: words.format(sharedWithUs) })} {t("auth.amazon.sharesNothingMore")}{" "}
        <a href="/privacy" className="text-link">
          {t("auth.amazon.more")}
        </a>
      </p>
    </Stack>
  );
}

function EmailPart({ returnTo, email, emailError }: Pick<SignInPanelProps, "returnTo" | "email" | "emailError">) {
  return (
    <PostForm action="/signin/check-email" fields={{ returnTo }} className="grid gap-4">
      <TextField
        label={t("auth.signIn.emailLabel")}
        name="email"
        type="email"
        hint={t("auth.signIn.emailHint")}
        error={emailError}
        defaultValue={email}
        autoComplete="email"
        autoCapitalize="off"
        inputMode="email"
        spellCheck={false}
        maxLength={254}
        required
      />
      <Button variant="secondary" full>
        {t("auth.signIn.emailButton")}
      </Button>
    </PostForm>
  );
}

function Keeps() {
  const lines = [t("auth.signIn.keepsBag"), t("auth.signIn.keepsOneAccount"), t("auth.signIn.keepsNoPost")];
  return (
    <ul className="grid gap-3 text-soft">
      {lines.map((line) => (
        <li key={line} className="flex gap-3">
          <Icon name="check" className="mt-0.5 size-5 text-stem" />
          <span>{line}</span>
        </li>
      ))}
    </ul>
  );
}

/** The whole sign-in page: Amazon first with what it tells us, then the code by e-mail. It works without script. */
export function SignInPanel({ siteName, notice, ...props }: SignInPanelProps) {
  const { emailError } = props;
  const alert = emailError ? <ErrorSummary errors={[{ fieldId: "email", text: emailError }]} /> : notice && <Notice kind={notice.kind} title={notice.title}>{notice.text}</Notice>;
  return (
    <AuthFrameWithPicture title={t("auth.signIn.title", { siteName })} lead={t("auth.signIn.lead")} alert={alert} aside={<Keeps />}>
      <Card>
        <Stack>
          <AmazonPart {...props} />
          <Divider label={t("auth.signIn.or")} />
          <EmailPart {...props} />
        </Stack>
      </Card>
      <p className="text-center">
        <a href="/help/sign-in" className="text-link inline-flex min-h-11 items-center">
          {t("auth.signIn.trouble")}
        </a>
      </p>
    </AuthFrameWithPicture>
  );
}
