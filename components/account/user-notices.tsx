import { Button, ButtonLink } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { inSentence } from "#components/ui/person-text.tsx";
import type { UserNotice } from "#lib/accounts/user-notices.ts";
import { t } from "#lib/i18n/index.ts";

function Dismiss({ id }: { id: string }) {
  return (
    <PostForm action="/account" fields={{ action: "dismiss", notice: id }}>
      <Button variant="secondary">{t("account.noticeDismiss")}</Button>
    </PostForm>
  );
}

/** An address went to somebody who has proved it. */
function AddressMoved({ id, email }: { id: string; email: string }) {
  return (
    <Notice kind="warning" title={t("account.movedTitle")}>
      <div className="grid gap-4">
        <p>{t("account.movedText", { email: inSentence(email, 64) })}</p>
        <div className="flex flex-wrap gap-3">
          <ButtonLink href="/account/sign-in-methods/email">{t("account.movedAdd")}</ButtonLink>
          <Dismiss id={id} />
        </div>
      </div>
    </Notice>
  );
}

/** Another account is part of this one now, and no mail could say so. */
function AccountsMerged({ id, merge }: { id: string; merge: string }) {
  return (
    <Notice kind="warning" title={t("account.mergedTitle")}>
      <div className="grid gap-4">
        <p>{t("account.mergedText")}</p>
        <div className="flex flex-wrap gap-3">
          <ButtonLink href={`/account/merge/undo?${new URLSearchParams({ merge })}`}>{t("account.mergedLook")}</ButtonLink>
          <Dismiss id={id} />
        </div>
      </div>
    </Notice>
  );
}

/** There is a new way in, and no mail could say so. */
function PasskeyAdded({ id }: { id: string }) {
  return (
    <Notice kind="warning" title={t("account.passkeyAddedTitle")}>
      <div className="grid gap-4">
        <p>{t("account.passkeyAddedText")}</p>
        <div className="flex flex-wrap gap-3">
          <ButtonLink href="/help/sign-in#not-me">{t("account.passkeyAddedHelp")}</ButtonLink>
          <Dismiss id={id} />
        </div>
      </div>
    </Notice>
  );
}

/** Somebody proved who they are after coming back with another account than the linked one. */
function NothingLinked({ id, provider, label }: { id: string; provider: string; label: string }) {
  return (
    <Notice title={t("account.nothingLinkedTitle", { provider: label })}>
      <div className="grid gap-4">
        <p>{t("account.nothingLinkedText", { provider: label })}</p>
        <div className="flex flex-wrap gap-3">
          <ButtonLink href={`/account/sign-in-methods/link?${new URLSearchParams({ provider })}`}>{t("account.nothingLinkedReplace")}</ButtonLink>
          <Dismiss id={id} />
        </div>
      </div>
    </Notice>
  );
}

type UserNoticesProps = {
  notices: readonly UserNotice[];
  /** What people call each provider. */
  providerNames: Readonly<Record<string, string>>;
};

/** What the user is told here because no mail can tell them; each stays until they put it away. */
export function UserNotices({ notices, providerNames }: UserNoticesProps) {
  return notices.map((notice) => {
    switch (notice.code) {
      case "email_moved":
        return <AddressMoved key={notice.id} id={notice.id} email={notice.values.email} />;
      case "accounts_merged":
        return <AccountsMerged key={notice.id} id={notice.id} merge={notice.values.merge} />;
      case "passkey_added":
        return <PasskeyAdded key={notice.id} id={notice.id} />;
      case "nothing_linked":
        return <NothingLinked key={notice.id} id={notice.id} provider={notice.values.provider} label={providerNames[notice.values.provider] ?? notice.values.provider} />;
      default:
        return notice satisfies never;
    }
  });
}
