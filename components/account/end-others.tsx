import { AuthFrame } from "#components/auth/auth-frame.tsx";
import { Button, ButtonLink, type ButtonVariant } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card } from "#components/ui/layout.tsx";
import type { EndOthersStart } from "#lib/auth/end-other-sessions.ts";
import { t } from "#lib/i18n/index.ts";

type EndOthersProps = { /** The page that says what was done. */ returnTo: EndOthersStart };

/** The form that ends every session but this one. */
export function EndOthersForm({ variant, returnTo }: EndOthersProps & { variant: ButtonVariant }) {
  return (
    <PostForm action="/account/sessions/end-others" fields={{ scope: "others", returnTo }}>
      <Button variant={variant} full>
        {t("stepUp.endOthers.button")}
      </Button>
    </PostForm>
  );
}

/** The same with a page around it: where a step-up comes back to. */
export function EndOthersPanel({ returnTo }: EndOthersProps) {
  return (
    <AuthFrame title={t("stepUp.endOthers.title")} lead={t("stepUp.endOthers.lead")}>
      <Card>
        <div className="grid gap-3">
          <EndOthersForm variant="primary" returnTo={returnTo} />
          <ButtonLink href={returnTo} variant="quiet" full>
            {t("stepUp.cancel")}
          </ButtonLink>
        </div>
      </Card>
    </AuthFrame>
  );
}
