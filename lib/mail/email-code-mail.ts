import { env } from "../env.ts";
import { t } from "../i18n/index.ts";
import { mailBody, mailLink } from "./mail-body.ts";
import type { Mail } from "./send.ts";

/** What a mailed code does when it is entered, which its reader must know before passing it on. */
export type CodeMailPurpose = "sign_in" | "existing" | "reauthenticate" | "change_email" | "reset_password" | "merge";

function introOf(purpose: CodeMailPurpose, site: string): string {
  switch (purpose) {
    case "sign_in":
      return t("mail.emailCode.intro", { site });
    case "existing":
      return t("mail.emailCode.introExisting", { site });
    case "reauthenticate":
      return t("stepUp.mail.intro", { site });
    case "change_email":
      return t("mail.emailCode.introChange", { site });
    case "reset_password":
      return t("mail.emailCode.introReset", { site });
    case "merge":
      return t("mail.emailCode.introMerge", { site });
    default:
      return purpose satisfies never;
  }
}

/** The path of the page that a link in a mail opens. */
export function emailLinkPath(token: string): string {
  return `/signin/verify?${new URLSearchParams({ token })}`;
}

/**
 * The mail with a six-digit code, and a link that does the same. It says what they do, names no person and repeats
 * nothing that a visitor typed; the link is on the configured origin.
 * @param linkToken null where only the code counts
 */
export function emailCodeMail(to: string, code: string, minutes: number, purpose: CodeMailPurpose, linkToken: string | null = null): Mail {
  const site = env().SITE_NAME;
  const link = linkToken === null ? [] : [{ label: t("mail.emailCode.link"), link: mailLink(emailLinkPath(linkToken)) }, t("mail.emailCode.linkNote")];
  const notYou = purpose === "reauthenticate" ? t("stepUp.mail.notYou") : t("mail.emailCode.notYou");
  const validity = linkToken === null ? t("mail.emailCode.validity", { minutes }) : t("mail.emailCode.validityBoth", { minutes });
  return {
    to,
    subject: t("mail.emailCode.subject", { code, site }),
    ...mailBody([introOf(purpose, site), { code }, ...link, validity, notYou, t("mail.emailCode.neverShare", { site })]),
  };
}

/** Goes, in place of a code, to an address that is in use here already: its owner learns of it, and nobody else does. */
export function addressInUseMail(to: string): Mail {
  const site = env().SITE_NAME;
  return {
    to,
    subject: t("mail.addressInUse.subject", { site }),
    ...mailBody([t("mail.addressInUse.text", { site }), t("mail.addressInUse.yours"), t("mail.addressInUse.notYou"), { label: t("notices.help"), link: mailLink("/help/sign-in") }]),
  };
}
