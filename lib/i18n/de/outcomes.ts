import type { Catalogue } from "../catalogue.ts";
import { deletionOutcomes } from "./outcomes-deletion.ts";
import { emailOutcomes } from "./outcomes-email.ts";
import { linkingOutcomes } from "./outcomes-linking.ts";
import { mergeOutcomes } from "./outcomes-merge.ts";
import { profileOutcomes } from "./outcomes-profile.ts";
import { proofOutcomes } from "./outcomes-proof.ts";
import { providerOutcomes } from "./outcomes-provider.ts";

export const outcomes: Catalogue["outcomes"] = {
  ...deletionOutcomes,
  ...emailOutcomes,
  ...linkingOutcomes,
  ...mergeOutcomes,
  ...profileOutcomes,
  ...proofOutcomes,
  ...providerOutcomes,
  signed_in: { title: "Sie sind angemeldet", happened: "Sie haben sich angemeldet.", next: "Sie können weitermachen." },
  signed_up: { title: "Willkommen", happened: "Ihr Konto ist bereit.", next: "Sie können weitermachen." },
  already_signed_in: { title: "Sie sind schon angemeldet", happened: "Diese Anmeldung war schon zu Ende.", next: "Sie können weitermachen, wo Sie waren." },
  email_in_use: {
    title: "Diese Adresse ist hier vielleicht schon in Gebrauch",
    happened: "Die E-Mail-Adresse von {provider} gehört vielleicht zu einem Konto in diesem Laden.",
    next: "Weisen Sie mit einem Code nach, dass sie Ihre ist, oder machen Sie ohne sie weiter.",
  },
  email_claimed: {
    title: "Ist das Ihr Konto?",
    happened: "Die Adresse, die Sie nachgewiesen haben, steht hier bei einem Konto, in das man anders kommt.",
    next: "Sagen Sie uns, ob jenes Konto Ihres ist.",
  },
  switch_asked: { title: "Welches Konto?", happened: "Sie sind mit einem anderen Konto angemeldet.", next: "Wählen Sie das Konto, das Sie benutzen möchten." },
  switch_declined: { title: "Es hat sich nichts geändert", happened: "Sie sind bei Ihrem Konto geblieben.", next: "Sie können weitermachen." },
  collision_declined: { title: "Es hat sich nichts geändert", happened: "Sie haben mit {provider} nicht weitergemacht, und es wurde nichts verknüpft.", next: "Sie können sich auf einem anderen Weg anmelden." },
  signed_out: { title: "Sie haben sich abgemeldet", happened: "Das Abmelden hat auch die Anmeldung beendet, die in diesem Browser lief.", next: "Melden Sie sich neu an." },
  attempt_expired: {
    title: "Das hat etwas zu lange gedauert",
    happened: "Zu Ihrer Sicherheit muss es in einigen Minuten fertig sein. Es wurde nichts geändert.",
    next: "Beginnen Sie neu. Es dauert ein paar Sekunden.",
  },
  attempt_used: {
    title: "Diese Anmeldung ist vorbei",
    happened: "Jede Anmeldung gilt einmal, und diese ist zu Ende, ob es geklappt hat oder nicht.",
    next: "Beginnen Sie neu, um sich hier anzumelden.",
  },
  attempt_superseded: {
    title: "Eine neuere Anmeldung ist an ihre Stelle getreten",
    happened: "In diesem Browser waren zu viele Anmeldungen auf einmal offen, darum wurde die älteste geschlossen.",
    next: "Beginnen Sie neu, oder machen Sie im neuesten Tab weiter.",
  },
  attempt_unknown: {
    title: "Wir finden diese Anmeldung nicht",
    happened: "Der Link gehört zu keiner Anmeldung, die wir begonnen haben, oder er ist alt.",
    next: "Beginnen Sie hier neu.",
  },
  state_mismatch: {
    title: "Diese Anmeldung begann anderswo",
    happened: "Sie wurde in einem anderen Browser begonnen, oder die Cookies dieses Browsers wurden unterwegs gelöscht. Zu Ihrer Sicherheit haben wir sie abgebrochen, und es wurde nichts geändert.",
    next: "Beginnen Sie in diesem Browser neu. Geschieht es wieder, erlauben Sie Cookies für diese Website.",
  },
  origin_refused: {
    title: "Das konnten wir nicht annehmen",
    happened: "Die Anfrage kam nicht von einer Seite dieser Website, darum haben wir nichts getan.",
    next: "Öffnen Sie die Seite hier und versuchen Sie es noch einmal.",
  },
  input_invalid: {
    title: "Das konnten wir nicht lesen",
    happened: "Etwas an der Anfrage war nicht, wie es sein sollte, darum haben wir nichts getan.",
    next: "Gehen Sie zurück und versuchen Sie es noch einmal.",
  },
  database_unavailable: {
    title: "Wir kommen gerade nicht an unsere Daten",
    happened: "Bei uns antwortet etwas nicht. Abgemeldet wurden Sie nicht, und nichts ist verloren.",
    next: "Warten Sie einen Moment und versuchen Sie es noch einmal.",
  },
  mail_unavailable: {
    title: "Wir konnten die Mail nicht schicken",
    happened: "Unser Mailserver antwortet nicht. Es wurde nichts geändert.",
    next: "Warten Sie einen Moment und versuchen Sie es noch einmal, oder melden Sie sich mit Amazon an.",
  },
  rate_limited: {
    title: "Das waren viele Versuche",
    happened: "Um die Konten zu schützen, bremsen wir nach vielen Versuchen.",
    next: "Warten Sie einige Minuten und versuchen Sie es noch einmal, oder nehmen Sie einen anderen Weg.",
  },
  unexpected: {
    title: "Etwas ist schiefgegangen",
    happened: "Wir konnten das nicht abschließen und haben es uns notiert. Nichts blieb halb getan.",
    next: "Versuchen Sie es noch einmal. Geschieht es wieder, schreiben Sie uns und nennen Sie die Vorgangsnummer.",
  },
  user_suspended: {
    title: "Dieses Konto ruht",
    happened: "Der Laden hat dieses Konto vorläufig stillgelegt.",
    next: "Bitte schreiben Sie uns. Wir klären es mit Ihnen.",
  },
  user_locked: {
    title: "Dieses Konto ist zur Sicherheit gesperrt",
    happened: "Jemand hat gemeldet, dass dieses Konto vielleicht in falschen Händen ist, darum kann sich vorerst niemand anmelden.",
    next: "Ist es Ihres, können Sie es mit einem Code an seine E-Mail-Adresse wieder öffnen. Klappt das nicht, schreiben Sie uns, und wir helfen Ihnen wieder hinein.",
  },
  unlock_no_account: {
    title: "Unter dieser Adresse ist kein Konto gesperrt",
    happened: "Der Code stimmte, aber kein Konto hier hat diese Adresse als bestätigte. Es wurde nichts geändert.",
    next: "Vielleicht hat das Konto eine andere Ihrer Adressen. Versuchen Sie diese, oder schreiben Sie uns.",
  },
  compromise_no_way: {
    title: "Es bliebe kein Weg zum Anmelden",
    happened: "Alle Anmeldewege dieses Kontos sind jünger als die Zeit, die Sie gewählt haben. Nähmen wir sie weg, kämen auch Sie nicht mehr hinein. Es wurde nichts geändert.",
    next: "Wählen Sie eine kürzere Zeit. Gibt es keine, beenden Sie die Sitzungen, die Sie nicht kennen, entfernen Sie die Anmeldewege, die nicht Ihre sind, oder schreiben Sie uns. Wir klären es mit Ihnen.",
  },
  not_me_link_no_way: {
    title: "Es bliebe kein Weg zum Anmelden",
    happened: "Alle Anmeldewege dieses Kontos sind jünger als die Anmeldung, von der die Mail sprach. Nähmen wir sie weg, kämen auch Sie nicht mehr hinein. Es wurde nichts geändert.",
    next: "Melden Sie sich an, beenden Sie die Sitzungen, die Sie nicht kennen, und entfernen Sie die Anmeldewege, die nicht Ihre sind. Können Sie sich nicht anmelden, schreiben Sie uns sofort. Wir klären es mit Ihnen.",
  },
  not_me_link_unknown: {
    title: "Dieser Link gilt nicht mehr",
    happened: "Der Link in der Mail gilt 7 Tage, und nicht mehr, sobald ein gesperrtes Konto wieder geöffnet wurde. Es wurde nichts geändert.",
    next: "Melden Sie sich an, sehen Sie nach, wo Sie angemeldet sind, und sagen Sie dort, dass Sie es nicht waren. Oder schreiben Sie uns sofort.",
  },
  copy_used: {
    title: "Diese Kopie wurde schon abgeholt",
    happened: "Jede Kopie kann einmal abgeholt werden, und diese wurde es. Was bei uns davon noch da ist, wird in Minuten gelöscht.",
    next: "Waren Sie es, dann haben Sie die Kopie. Brauchen Sie noch eine, erstellen Sie eine neue. Waren Sie es nicht, sagen Sie es dort, wo Sie angemeldet sind.",
  },
  copy_over: {
    title: "Diese Kopie gibt es nicht mehr",
    happened: "Ihre Zeit war um, oder sie wurde zur Sicherheit entfernt. Niemand kann sie mehr abholen.",
    next: "Erstellen Sie eine neue Kopie.",
  },
  user_merged: {
    title: "Dieses Konto wurde mit einem anderen zusammengelegt",
    happened: "Es ist jetzt ein Teil davon, darum meldet sich niemand mehr darin allein an. Gerade eben wurde nichts geändert.",
    next: "Melden Sie sich noch einmal an wie immer. Das führt in das Konto, das geblieben ist.",
  },
};
