import { AuthFrame } from "#components/auth/auth-frame.tsx";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, Stack } from "#components/ui/layout.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { Notice, type NoticeKind } from "#components/ui/notice.tsx";
import { BulletList } from "#components/ui/prose.tsx";
import { sizeInWords } from "#lib/i18n/format.ts";
import { t } from "#lib/i18n/index.ts";
import type { CopyState } from "#lib/privacy/copy/state.ts";

const address = "/account/privacy/copy";

/** `mailed`: whether there is an address that is told when it is ready. */
type Told = { mailed: boolean };
type CopyPageProps = { state: CopyState } & Told;
type SentenceKey = "copy.ready.text" | "copy.ready.begun" | `copy.ended.${"fetched" | "fetching" | "expired"}.text`;
type Kinds<Kind extends CopyState["kind"]> = Extract<CopyState, { kind: Kind }>;

function LookAgain() {
  return (
    <ButtonLink href={address} variant="secondary" full>
      {t("copy.look")}
    </ButtonLink>
  );
}

/** A sentence with a time where its words have it. */
function Sentence({ words, value }: { words: SentenceKey; value: Date }) {
  const [start, end] = t(words, { date: "{date}" }).split("{date}");
  return (
    <p>
      {start}
      <Moment value={value} />
      {end}
    </p>
  );
}

const toldWords = ({ mailed }: Told) => t(mailed ? "copy.told.mail" : "copy.told.page");

function Waiting({ mailed }: Told) {
  return (
    <Stack>
      <Notice title={t("copy.waiting.title")}>
        <p>{t("copy.waiting.text")}</p>
      </Notice>
      <p>{toldWords({ mailed })}</p>
      <LookAgain />
    </Stack>
  );
}

function Making({ done, total, mailed }: Kinds<"making"> & Told) {
  const percent = total === 0 ? 0 : Math.floor((100 * done) / total);
  return (
    <Stack>
      <Notice title={t("copy.making.title")}>
        <p>{t("copy.making.text", { percent })}</p>
      </Notice>
      <progress value={percent} max={100} aria-label={t("copy.making.progress")} className="h-3 w-full appearance-none overflow-hidden rounded-full bg-sunken text-accent [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent" />
      <p>{toldWords({ mailed })}</p>
      <LookAgain />
    </Stack>
  );
}

function Ready({ href, proved, until, bytes, begun }: Kinds<"ready">) {
  return (
    <Stack>
      <Notice kind="success" title={t("copy.ready.title")}>
        <Sentence words={begun ? "copy.ready.begun" : "copy.ready.text"} value={until} />
      </Notice>
      {!proved && <p>{t("copy.ready.proveText")}</p>}
      <div className="grid gap-3">
        <ButtonLink href={href} full>
          {t(proved ? "copy.ready.fetch" : "copy.ready.prove")}
        </ButtonLink>
        {proved && <p className="text-sm text-soft">{t("copy.ready.size", { size: sizeInWords(bytes) })}</p>}
      </div>
    </Stack>
  );
}

/** What a copy is, and the button that asks for one. */
function Make({ first, mailed }: Told & { first: boolean }) {
  return (
    <PostForm action={address} fields={{ action: "make" }} className="grid gap-6">
      <BulletList items={[t("copy.all"), t("copy.noSecrets"), t("copy.how"), toldWords({ mailed })]} />
      <Button full>{t(first ? "copy.make" : "copy.again")}</Button>
    </PostForm>
  );
}

const looks = { fetched: "success", fetching: "warning", expired: "warning", failed: "error", voided: "warning" } as const satisfies Record<string, NoticeKind>;

/** What became of the last one, and the way to another. */
function Ended({ state, mailed }: Told & { state: Extract<CopyState, { kind: keyof typeof looks }> }) {
  const { kind } = state;
  return (
    <Stack>
      <Notice kind={looks[kind]} title={t(`copy.ended.${kind}.title`)}>
        {"at" in state ? <Sentence words={`copy.ended.${state.kind}.text`} value={state.at} /> : <p>{t(`copy.ended.${state.kind}.text`)}</p>}
      </Notice>
      <Make first={false} mailed={mailed} />
      {kind === "failed" && (
        <ButtonLink href="/help/sign-in#contact" variant="secondary" full>
          {t("copy.help")}
        </ButtonLink>
      )}
    </Stack>
  );
}

function Now({ state, mailed }: CopyPageProps) {
  switch (state.kind) {
    case "none":
      return <Make first mailed={mailed} />;
    case "waiting":
      return <Waiting mailed={mailed} />;
    case "making":
      return <Making {...state} mailed={mailed} />;
    case "ready":
      return <Ready {...state} />;
    default:
      return <Ended state={state} mailed={mailed} />;
  }
}

/** Where somebody asks for a copy of what is held about them, sees how far it is, and fetches it. */
export function CopyPage({ state, mailed }: CopyPageProps) {
  return (
    <AuthFrame title={t("copy.title")} lead={t("copy.lead")}>
      <Card>
        <Now state={state} mailed={mailed} />
      </Card>
      <ButtonLink href="/account" variant="quiet" full>
        {t("copy.back")}
      </ButtonLink>
    </AuthFrame>
  );
}
