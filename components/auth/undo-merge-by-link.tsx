import { Button, ButtonLink } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, Stack } from "#components/ui/layout.tsx";
import { inSentence } from "#components/ui/person-text.tsx";
import { BulletList } from "#components/ui/prose.tsx";
import { dayInWords } from "#lib/i18n/format.ts";
import { t } from "#lib/i18n/index.ts";
import { AuthFrame } from "./auth-frame.tsx";

/** Asks before a merge is taken back by a mailed link, and says what goes with it. */
export function UndoMergeByLink({ email, mergedAt, token }: { email: string; mergedAt: Date; token: string }) {
  const address = inSentence(email, 64);
  return (
    <AuthFrame title={t("merge.undo.title")} lead={t("merge.link.lead", { email: address, date: dayInWords(mergedAt) })}>
      <Card>
        <Stack>
          <section className="grid gap-2">
            <h2 className="font-semibold">{t("merge.link.means")}</h2>
            <BulletList items={[t("merge.link.address", { email: address }), t("merge.link.sessions"), t("merge.link.later"), t("merge.link.methods")]} />
          </section>
          <PostForm action="/signin/undo-merge" fields={{ token }}>
            <Button variant="danger" full>
              {t("merge.undo.button")}
            </Button>
          </PostForm>
          <p className="text-soft">{t("merge.link.not")}</p>
        </Stack>
      </Card>
    </AuthFrame>
  );
}

/** Says that it was done, and how to go on. */
export function MergeUndoneByLink() {
  return (
    <AuthFrame title={t("merge.undo.doneTitle")} lead={t("merge.link.doneLead")}>
      <Card>
        <ButtonLink href="/signin" full>
          {t("merge.link.signIn")}
        </ButtonLink>
      </Card>
    </AuthFrame>
  );
}
