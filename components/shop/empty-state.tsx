import { ButtonLink } from "#components/ui/button.tsx";
import { Larkspur } from "#components/ui/larkspur.tsx";
import { t } from "#lib/i18n/index.ts";

type EmptyStateProps = {
  title: string;
  text: string;
  /** Why to sign in, and the address that leads back here; nothing is offered without it. */
  signIn?: { hint: string; href: string };
  /** What to do next, where it is not to look at the range. */
  next?: { href: string; label: string };
  also?: { href: string; label: string };
};

/** A list with nothing in it: why that is fine, and what to do next. The room of the picture, which comes last, is there from the start. */
export function EmptyState({ title, text, signIn, next, also }: EmptyStateProps) {
  return (
    <div className="grid gap-8 rounded-card border border-line bg-surface p-6 shadow-card sm:grid-cols-[minmax(0,1fr)_8rem] sm:p-10">
      <div className="grid content-start gap-6 sm:pt-2">
        <div className="grid gap-2">
          <h2 className="title-2">{title}</h2>
          <p className="max-w-prose text-soft">{text}</p>
          {signIn && <p className="max-w-prose text-soft">{signIn.hint}</p>}
        </div>
        <div className="flex flex-wrap gap-3">
          <ButtonLink href={next?.href ?? "/#range"}>{next?.label ?? t("shop.home.browse")}</ButtonLink>
          {signIn && (
            <ButtonLink href={signIn.href} variant="secondary">
              {t("shop.bag.signIn")}
            </ButtonLink>
          )}
          {also && (
            <ButtonLink href={also.href} variant="secondary">
              {also.label}
            </ButtonLink>
          )}
        </div>
      </div>
      <Larkspur className="hidden h-56 w-auto sm:block" />
    </div>
  );
}
