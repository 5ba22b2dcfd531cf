import { Button } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { t } from "#lib/i18n/index.ts";
import { type Shown, shownField } from "../amazon-button.tsx";

export type ProviderWay = {
  kind: "google" | "apple" | "facebook" | "oidc";
  /** What people call it. */
  label: string;
} & Shown;

/** The way to another provider: a plain button with words, in our own look, without anybody's mark. */
export function ProviderPart({ way, returnTo }: { way: ProviderWay; returnTo: string }) {
  return (
    <PostForm action={`/api/auth/signin/${way.kind}`} fields={{ returnTo, ...shownField(way.shownAt) }}>
      <Button variant="neutral" full>
        {t("auth.providers.continueWith", { name: way.label })}
      </Button>
    </PostForm>
  );
}
