import { ButtonLink } from "#components/ui/button.tsx";
import { Icon, type IconName } from "#components/ui/icon.tsx";
import { t } from "#lib/i18n/index.ts";

/**
 * The top of the home page. Nothing is centred on the picture, which comes after the words: they would move when it does.
 * @param offerSignIn false for people who are signed in, and while we cannot know
 */
export function Hero({ offerSignIn }: { offerSignIn: boolean }) {
  return (
    <section aria-labelledby="welcome" className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.05fr)] lg:gap-14">
      <div className="grid content-start gap-6 lg:pt-12">
        <div className="grid gap-3">
          <p className="text-sm font-medium text-soft">{t("shop.home.eyebrow")}</p>
          <h1 id="welcome" className="font-display text-[clamp(2.25rem,1.4rem+3.6vw,3.75rem)] leading-[1.05] font-medium tracking-tight">
            {t("shop.home.title")}
          </h1>
          <p className="max-w-prose text-lg text-soft">{t("shop.home.lead")}</p>
        </div>
        <div className="flex flex-wrap gap-3">
          <ButtonLink href="#range">{t("shop.home.browse")}</ButtonLink>
          {offerSignIn && (
            <ButtonLink href="/signin?returnTo=%2F" variant="secondary">
              {t("shop.home.signIn")}
            </ButtonLink>
          )}
        </div>
      </div>
      <img src="/products/home.svg" alt="" width={640} height={520} decoding="async" fetchPriority="high" className="aspect-16/13 w-full rounded-card bg-sunken object-cover shadow-card dark:brightness-90" />
    </section>
  );
}

const promises: { icon: IconName; title: "guestTitle" | "joinTitle" | "oneTitle"; text: "guest" | "join" | "one" }[] = [
  { icon: "bag", title: "guestTitle", text: "guest" },
  { icon: "check", title: "joinTitle", text: "join" },
  { icon: "person", title: "oneTitle", text: "one" },
];

/** Three sentences about how bag and sign-in work here. */
export function Promises() {
  return (
    <section aria-label={t("shop.home.promises.label")}>
      <ul role="list" className="grid gap-6 border-y border-line py-8 md:grid-cols-3 md:gap-10">
        {promises.map(({ icon, title, text }) => (
          <li key={title} className="flex gap-4">
            <span className="grid size-11 shrink-0 place-items-center rounded-full bg-accent-tint text-accent">
              <Icon name={icon} />
            </span>
            <div>
              <h2 className="font-medium">{t(`shop.home.promises.${title}`)}</h2>
              <p className="text-soft">{t(`shop.home.promises.${text}`)}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
