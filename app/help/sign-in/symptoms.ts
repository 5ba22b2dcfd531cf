import type { Symptom } from "#components/help/sign-in-help.tsx";
import { t } from "#lib/i18n/index.ts";
import { outcomeCodes, outcomes } from "#lib/outcomes.ts";

/** Symptoms that are no end of an attempt, so the outcome table cannot know them. Each leads to the page that mends it. */
function otherSymptoms(signedIn: boolean): Symptom[] {
  const methods = { href: "/account/sign-in-methods", label: t("help.passkeyLink") };
  const password = signedIn ? "/account/sign-in-methods/password" : "/signin/password/reset";
  return [
    { id: "forgot-password", title: t("help.passwordTitle"), happened: t("help.passwordHappened"), next: t("help.passwordNext"), link: { href: password, label: t("help.passwordLink") } },
    { id: "lost-passkey", title: t("help.passkeyTitle"), happened: t("help.passkeyHappened"), next: t("help.passkeyNext"), link: methods },
    { id: "lost-amazon", title: t("help.amazonTitle"), happened: t("help.amazonHappened"), next: t("help.amazonNext"), link: methods },
    { id: "no-mail", title: t("help.codeTitle"), happened: t("help.codeHappened"), next: t("help.codeNext"), ...(signedIn ? {} : { link: { href: "/signin", label: t("help.codeLink") } }) },
    { id: "cookies", title: t("help.cookiesTitle"), happened: t("help.cookiesHappened"), next: t("help.cookiesNext") },
    { id: "missing-things", title: t("help.twoTitle"), happened: t("help.twoHappened"), next: t("help.twoNext"), link: { href: "/account/merge", label: t("help.twoLink") } },
    { id: "asked-again", title: t("help.againTitle"), happened: t("help.againHappened"), next: t("help.againNext") },
    { id: "not-me", title: t("help.notMeTitle"), happened: t("help.notMeHappened"), next: t("help.notMeNext"), link: { href: "/account/not-me", label: t("help.notMeLink") } },
  ];
}

/** Everything a person may ask about: what no table knows, then every outcome that wants explaining, in the words of the recovery page. */
export function symptomsFor(signedIn: boolean): Symptom[] {
  const fromOutcomes = outcomeCodes.filter((code) => outcomes[code].help);
  return [...otherSymptoms(signedIn), ...fromOutcomes.map((code) => ({ id: code, title: t(`outcomes.${code}.title`), happened: t(`outcomes.${code}.happened`), next: t(`outcomes.${code}.next`) }))];
}
