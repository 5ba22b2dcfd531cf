import type { Metadata } from "next";
import { SignInHelp, type Symptom } from "#components/auth/sign-in-help.tsx";
import { env } from "#lib/env.ts";
import { t } from "#lib/i18n/index.ts";
import { outcomeCodes, outcomes } from "#lib/outcomes.ts";

export const metadata: Metadata = { title: t("pages.help.metaTitle") };
export const dynamic = "force-dynamic";

/** Symptoms that are no end of an attempt, so the outcome table cannot know them. */
const others: Symptom[] = [
  {
    id: "forgot-password",
    title: t("pages.help.passwordTitle"),
    happened: t("pages.help.passwordHappened"),
    next: t("pages.help.passwordNext"),
    link: { href: "/signin/password/reset", label: t("pages.help.passwordLink") },
  },
  { id: "lost-passkey", title: t("pages.help.passkeyTitle"), happened: t("pages.help.passkeyHappened"), next: t("pages.help.passkeyNext") },
  { id: "lost-amazon", title: t("pages.help.amazonTitle"), happened: t("pages.help.amazonHappened"), next: t("pages.help.amazonNext") },
  { id: "no-mail", title: t("pages.help.codeTitle"), happened: t("pages.help.codeHappened"), next: t("pages.help.codeNext") },
  { id: "cookies", title: t("pages.help.cookiesTitle"), happened: t("pages.help.cookiesHappened"), next: t("pages.help.cookiesNext") },
  { id: "missing-things", title: t("pages.help.twoTitle"), happened: t("pages.help.twoHappened"), next: t("pages.help.twoNext") },
  { id: "asked-again", title: t("pages.help.againTitle"), happened: t("pages.help.againHappened"), next: t("pages.help.againNext") },
  { id: "not-me", title: t("pages.help.notMeTitle"), happened: t("pages.help.notMeHappened"), next: t("pages.help.notMeNext") },
];

/** Every outcome a person may ask about, in the words of the recovery page. */
const fromOutcomes = outcomeCodes
  .filter((code) => outcomes[code].help)
  .map((code) => ({ id: code, title: t(`outcomes.${code}.title`), happened: t(`outcomes.${code}.happened`), next: t(`outcomes.${code}.next`) }));

/** Help by symptom. */
export default function SignInHelpPage() {
  return <SignInHelp symptoms={[...others, ...fromOutcomes]} supportEmail={env().SUPPORT_EMAIL} />;
}
