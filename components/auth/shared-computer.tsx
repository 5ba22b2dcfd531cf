import { Button } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { t } from "#lib/i18n/index.ts";

/** Lets the person say that others use this computer, or that they do not. */
export function SharedComputer({ shared, returnTo }: { shared: boolean; returnTo: string }) {
  if (!shared) {
    return (
      <PostForm action="/signin" fields={{ computer: "shared", returnTo }} className="grid justify-items-center gap-2 text-center">
        <p className="text-soft">{t("sessions.computer.ask")}</p>
        <Button variant="quiet">{t("sessions.computer.make")}</Button>
      </PostForm>
    );
  }
  return (
    <Notice title={t("sessions.computer.title")}>
      <div className="grid gap-3">
        <p>{t("sessions.computer.text")}</p>
        <PostForm action="/signin" fields={{ computer: "own", returnTo }}>
          <Button variant="secondary">{t("sessions.computer.own")}</Button>
        </PostForm>
      </div>
    </Notice>
  );
}
