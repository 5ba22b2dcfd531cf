import { Button, ButtonLink, type ButtonVariant } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, Divider, Stack } from "#components/ui/layout.tsx";
import type { Artwork } from "#lib/brand/artwork.ts";
import { t } from "#lib/i18n/index.ts";
import { AmazonButton } from "./amazon-button.tsx";
import { AuthFrame } from "./auth-frame.tsx";

/** One thing a person can do next; the first of a list is shown as the main one. */
export type RecoveryAction =
  | { kind: "link"; label: string; href: string }
  | { kind: "amazon"; label?: string; returnTo: string; artwork?: Artwork }
  | { kind: "post"; label: string; action: string; fields?: Record<string, string> };

type RecoveryPageProps = {
  title: string;
  whatHappened: string;
  whatNow: string;
  actions: RecoveryAction[];
  /** Finds the attempt, its log lines and its audit events. */
  reference?: string;
};

function Action({ action, first }: { action: RecoveryAction; first: boolean }) {
  const variant: ButtonVariant = first ? "primary" : "secondary";
  switch (action.kind) {
    case "link":
      return (
        <ButtonLink href={action.href} variant={variant} full>
          {action.label}
        </ButtonLink>
      );
    case "amazon":
      return <AmazonButton returnTo={action.returnTo} artwork={action.artwork} label={action.label} />;
    case "post":
      return (
        <PostForm action={action.action} fields={action.fields}>
          <Button variant={variant} full>
            {action.label}
          </Button>
        </PostForm>
      );
    default:
      return action satisfies never;
  }
}

/** The number to quote: one press selects all of it, and the form to write to the shop has it already. */
export function Reference({ reference }: { reference: string }) {
  return (
    <div className="grid gap-1 text-sm text-soft">
      <p>
        {`${t("auth.recovery.referenceLabel")} `}
        <code className="rounded-sm bg-sunken px-2 py-1 font-mono text-base text-ink select-all">{reference}</code>
      </p>
      <p>
        {`${t("auth.recovery.referenceHelp")} `}
        <a href={`/help/sign-in?${new URLSearchParams({ ref: reference })}#contact`} className="text-link">
          {t("auth.recovery.write")}
        </a>
      </p>
    </div>
  );
}

/** Where an attempt that did not work ends: what happened, what to do now, other ways in, and a number to quote. */
export function RecoveryPage({ title, whatHappened, whatNow, actions, reference }: RecoveryPageProps) {
  return (
    <AuthFrame title={title} lead={whatHappened}>
      <Card>
        <Stack>
          <div className="grid gap-2">
            <h2 className="title-2">{t("auth.recovery.whatNow")}</h2>
            <p>{whatNow}</p>
          </div>
          <div className="grid gap-3">
            {actions.map((action, index) => (
              <Action key={`${action.kind} ${action.label ?? ""}`} action={action} first={index === 0} />
            ))}
          </div>
          <Divider />
          <div className="grid gap-3">
            <p className="text-sm text-soft">
              {`${t("auth.recovery.notSaved")} `}
              <a href="/help/sign-in" className="text-link">
                {t("auth.recovery.helpLink")}
              </a>
            </p>
            {reference && <Reference reference={reference} />}
          </div>
        </Stack>
      </Card>
    </AuthFrame>
  );
}
