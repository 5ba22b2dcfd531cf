import { Fragment } from "react";
import { Icon } from "#components/ui/icon.tsx";
import { Card, Divider, Stack } from "#components/ui/layout.tsx";
import { ErrorSummary, Notice, type NoticeKind } from "#components/ui/notice.tsx";
import type { HealthState } from "#lib/amazon-health/health.ts";
import { t } from "#lib/i18n/index.ts";
import { AuthFrameWithPicture } from "./auth-frame.tsx";
import { SharedComputer } from "./shared-computer.tsx";
import { type Way, WayPart } from "./ways/way.tsx";

type SignInPanelProps = {
  siteName: string;
  /** A path on this site, already checked. */
  returnTo: string;
  /** In the order in which they are shown. */
  ways: Way[];
  /** How the last attempt ended, such as a quiet cancel at Amazon. */
  notice?: { kind: NoticeKind; title?: string; text: string };
  /** Whether the person said that others use this computer, too. */
  shared?: boolean;
};

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

/** Buttons of one kind stand together, without a word between them. */
function isProvider(way: Way | undefined): boolean {
  return way !== undefined && "label" in way;
}

const isAmazonThat = (state: HealthState, way: Way | undefined) => way?.kind === "amazon" && way.state === state;

/** Whether a word stands between two ways: none between buttons of one kind, nor after a sentence in the place of one. */
function isDivided(way: Way, before: Way | undefined): boolean {
  return before !== undefined && !(isProvider(way) && isProvider(before)) && !isAmazonThat("down", before);
}

/** The whole sign-in page: every way in, one below the other. It works without script. */
export function SignInPanel({ siteName, returnTo, ways, notice, shared = false }: SignInPanelProps) {
  const emailError = ways.find((way) => way.kind === "email")?.error;
  const alert = emailError ? <ErrorSummary errors={[{ fieldId: "email", text: emailError }]} /> : notice && <Notice kind={notice.kind} title={notice.title}>{notice.text}</Notice>;
  return (
    <AuthFrameWithPicture title={t("auth.signIn.title", { siteName })} lead={t("auth.signIn.lead")} alert={alert} aside={<Keeps />}>
      <Card>
        <Stack>
          {ways.some((way) => isAmazonThat("shaky", way)) && <Notice kind="warning">{t("auth.amazon.shaky")}</Notice>}
          {ways.map((way, index) => (
            <Fragment key={way.kind}>
              {isDivided(way, ways[index - 1]) && <Divider label={t("auth.signIn.or")} />}
              <WayPart way={way} returnTo={returnTo} />
            </Fragment>
          ))}
        </Stack>
      </Card>
      <SharedComputer shared={shared} returnTo={returnTo} />
      <p className="text-center">
        <a href="/help/sign-in" className="text-link inline-flex min-h-11 items-center">
          {t("auth.signIn.trouble")}
        </a>
      </p>
    </AuthFrameWithPicture>
  );
}
