import { amazonAwayWords } from "#components/auth/amazon-away.tsx";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, DefinitionList, Stack } from "#components/ui/layout.tsx";
import { inSentence, PersonText } from "#components/ui/person-text.tsx";
import type { LinkedProfile } from "#lib/accounts/provider-profile.ts";
import { t } from "#lib/i18n/index.ts";
import { whoIs } from "../linking/who.ts";

const action = "/account/sign-in-methods/amazon";

export type OwnDetails = { name: string | null; email: string | null; emailProved: boolean };

/** A name of the user's own that is another than Amazon's, and the click that takes Amazon's over. */
function TakeName({ account, own }: { account: LinkedProfile; own: OwnDetails }) {
  if (account.name === null || account.name === own.name) return null;
  return (
    <div className="grid gap-2">
      <p>{own.name === null ? t("amazon.take.nameMissing") : t("amazon.take.nameDiffers", { name: inSentence(own.name) })}</p>
      <PostForm action={action} fields={{ action: "take_name", account: account.id }}>
        <Button variant="secondary">{t("amazon.take.name")}</Button>
      </PostForm>
    </div>
  );
}

/** The same for an address. One that is confirmed here gives way to nothing but another that is confirmed. */
function TakeEmail({ account, own }: { account: LinkedProfile; own: OwnDetails }) {
  if (account.email === null || account.email.toLowerCase() === own.email) return null;
  return (
    <div className="grid gap-2">
      <p>{own.email === null ? t("amazon.take.emailMissing") : t("amazon.take.emailDiffers", { email: inSentence(own.email, 64) })}</p>
      <p className="text-sm text-soft">{own.emailProved ? t("amazon.take.proveText") : t("amazon.take.emailText")}</p>
      {own.emailProved ? (
        <ButtonLink href="/account/sign-in-methods/email" variant="secondary" className="justify-self-start">
          {t("amazon.take.prove")}
        </ButtonLink>
      ) : (
        <PostForm action={action} fields={{ action: "take_email", account: account.id }}>
          <Button variant="secondary">{t("amazon.take.email")}</Button>
        </PostForm>
      )}
    </div>
  );
}

/** What we hold of the postal code, and what can be done about it. */
function PostalCode({ account, away }: { account: LinkedProfile; away: boolean }) {
  const held = account.postalCode !== null;
  return (
    <section className="grid gap-3 border-t border-line pt-6">
      <h3 className="font-semibold">{t("amazon.postalCode.title")}</h3>
      <p className="text-soft">{t("amazon.postalCode.text")}</p>
      <div className="flex flex-wrap items-center gap-3">
        {held && <ButtonLink href="/addresses/new">{t("amazon.postalCode.use")}</ButtonLink>}
        {!away && (
          <PostForm action={action} fields={{ action: "postal_code", account: account.id }}>
            <Button variant="secondary">{held ? t("amazon.postalCode.again") : t("amazon.postalCode.fetch")}</Button>
          </PostForm>
        )}
        {held && (
          <PostForm action={action} fields={{ action: "forget_postal_code", account: account.id }}>
            <Button variant="quiet">{t("amazon.postalCode.forget")}</Button>
          </PostForm>
        )}
      </div>
      {away && <p className="text-sm text-soft">{amazonAwayWords()}</p>}
      {!held && !away && <p className="text-sm text-soft">{t("amazon.postalCode.fetchText")}</p>}
    </section>
  );
}

/** The button that asks Amazon anew, or why there is nothing to ask for. */
function Update({ account, numberOnly }: { account: LinkedProfile; numberOnly: boolean }) {
  const { scopes } = account;
  const named = scopes === null || scopes.includes("profile");
  return (
    <div className="grid gap-2">
      {!named && <p>{numberOnly ? t("amazon.held.numberOnly") : t("amazon.held.declined")}</p>}
      {(named || scopes.includes("postal_code")) && (
        <>
          <p className="text-sm text-soft">{t("amazon.held.updateText")}</p>
          <PostForm action={action} fields={{ action: "update", account: account.id }}>
            <Button aria-label={t("amazon.held.updateNamed", { name: whoIs(account) })}>{t("amazon.held.update")}</Button>
          </PostForm>
        </>
      )}
    </div>
  );
}

type HeldProfileProps = {
  account: LinkedProfile;
  /** What the user has here, which is theirs whatever Amazon says. */
  own: OwnDetails;
  /** Whether we are set up to ask Amazon for neither name nor address. */
  numberOnly: boolean;
  /** Whether nobody is sent to Amazon now. */
  away: boolean;
};

/** What we hold of one linked Amazon account, beside what the user has here. */
export function HeldProfile({ account, own, numberOnly, away }: HeldProfileProps) {
  const untold = (words: string) => <span className="text-soft">{words}</span>;
  return (
    <Card as="section">
      <Stack>
        <h2 className="title-2">{account.name === null ? t("amazon.held.titleNoName") : t("amazon.held.title", { name: inSentence(account.name) })}</h2>
        <DefinitionList
          items={[
            { term: t("amazon.held.name"), value: account.name === null ? untold(t("amazon.held.noName")) : <PersonText>{account.name}</PersonText> },
            { term: t("amazon.held.email"), value: account.email === null ? untold(t("amazon.held.noEmail")) : <PersonText>{account.email}</PersonText> },
            { term: t("amazon.held.postalCode"), value: account.postalCode === null ? untold(t("amazon.held.noPostalCode")) : <PersonText>{account.postalCode}</PersonText> },
          ]}
        />
        <TakeName account={account} own={own} />
        <TakeEmail account={account} own={own} />
        <Update account={account} numberOnly={numberOnly} />
        <PostalCode account={account} away={away} />
      </Stack>
    </Card>
  );
}
