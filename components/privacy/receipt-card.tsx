import type { ReactNode } from "react";
import { amazonAppsUrl } from "#lib/i18n/links.ts";
import { Card, DefinitionList, Stack } from "#components/ui/layout.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { PersonText } from "#components/ui/person-text.tsx";
import { t } from "#lib/i18n/index.ts";
import type { AmazonPart } from "#lib/privacy/amazon-parts.ts";
import type { Arrived, Grant, Receipt } from "#lib/privacy/receipt.ts";

function term(part: AmazonPart): string {
  switch (part) {
    case "id":
      return t("privacy.receipt.number");
    case "name":
      return t("account.name");
    case "email":
      return t("account.email");
    case "postal_code":
      return t("amazon.held.postalCode");
    default:
      return part satisfies never;
  }
}

/** What came, or that it did not, and at Amazon's what for. */
function Value({ arrived: { part, value, asked }, reason }: { arrived: Arrived; reason: boolean }) {
  return (
    <>
      {value === null ? <span className="text-soft">{asked ? t("privacy.receipt.notArrived") : t("privacy.receipt.notAsked")}</span> : <PersonText>{value}</PersonText>}
      {reason && <p className="text-sm text-soft">{t(`privacy.reasons.${part}`)}</p>}
    </>
  );
}

function scopeWords(scope: string): string {
  if (scope === "profile") return t("privacy.scopes.profile");
  if (scope === "profile:user_id") return t("privacy.scopes.user_id");
  return scope === "postal_code" ? t("privacy.scopes.postal_code") : scope;
}

function Scopes({ scopes }: { scopes: readonly string[] }) {
  if (scopes.length === 0) return <span className="text-soft">{t("privacy.receipt.nothing")}</span>;
  return (
    <ul>
      {scopes.map((scope) => (
        <li key={scope} className="wrap-anywhere">
          {`${scopeWords(scope)} `}
          <code className="text-sm text-soft">{scope}</code>
        </li>
      ))}
    </ul>
  );
}

function grantItems({ asked, granted, unticked }: Grant): { term: string; value: ReactNode }[] {
  if (granted === null) return [{ term: t("privacy.receipt.granted"), value: <span className="text-soft">{t("privacy.receipt.unknown")}</span> }];
  // For a number alone Amazon asks nobody, so nobody granted it or did not.
  if (unticked.length === 0 && [...asked, ...granted].every((scope) => scope === "profile:user_id")) return [{ term: t("privacy.receipt.given"), value: <Scopes scopes={granted} /> }];
  return [
    { term: t("privacy.receipt.asked"), value: <Scopes scopes={asked} /> },
    { term: t("privacy.receipt.granted"), value: <Scopes scopes={granted} /> },
    { term: t("privacy.receipt.unticked"), value: <Scopes scopes={unticked} /> },
  ];
}

function Removal({ id, provider }: Pick<Receipt, "id" | "provider">) {
  const line = (href: string, words: string, text: string) => (
    <li className="grid">
      <a href={href} className="text-link inline-flex min-h-11 items-center justify-self-start" {...(href.startsWith("/") ? {} : { rel: "noreferrer" })}>
        {words}
      </a>
      <span className="text-sm text-soft">{text}</span>
    </li>
  );
  return (
    <ul className="grid gap-2 border-t border-line pt-4">
      {line(`/account/sign-in-methods/unlink?${new URLSearchParams({ account: id })}`, t("privacy.receipt.removeHere"), t("privacy.receipt.removeHereText"))}
      {provider === "amazon" && line(amazonAppsUrl, t("privacy.receipt.removeThere"), t("privacy.receipt.removeThereText"))}
      {provider === "amazon" && (
        <li>
          <a href="/account/sign-in-methods/amazon" className="text-link inline-flex min-h-11 items-center">
            {t("privacy.receipt.details")}
          </a>
        </li>
      )}
    </ul>
  );
}

/**
 * What arrived with one linked account, when, what for, what was granted, and how to remove it.
 * @param label what people call its provider
 */
export function ReceiptCard({ receipt, label }: { receipt: Receipt; label: string }) {
  const { id, provider, parts, grant, arrivedAt, renewedAt } = receipt;
  return (
    <Card as="section">
      <Stack>
        <h2 className="title-2">{t("privacy.receipt.accountTitle", { provider: label })}</h2>
        <DefinitionList
          items={[
            ...parts.map((arrived) => ({ term: term(arrived.part), value: <Value arrived={arrived} reason={provider === "amazon"} /> })),
            { term: t("privacy.receipt.arrived"), value: <Moment value={arrivedAt} /> },
            ...(renewedAt ? [{ term: t("privacy.receipt.renewed"), value: <Moment value={renewedAt} /> }] : []),
            ...(grant ? grantItems(grant) : []),
          ]}
        />
        <Removal id={id} provider={provider} />
      </Stack>
    </Card>
  );
}
