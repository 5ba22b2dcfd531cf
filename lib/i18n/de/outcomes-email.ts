import type { Catalogue } from "../catalogue.ts";

type Words = { title: string; happened: string; next: string };

export const emailOutcomes = {
  email_code_incomplete: { title: "Bitte sechs Ziffern", happened: "Geben Sie die sechs Ziffern aus der neuesten Mail ein, die wir geschickt haben.", next: "Sehen Sie in die neueste Mail und tippen Sie den Code noch einmal ein." },
  email_code_wrong: {
    title: "Dieser Code stimmt nicht",
    happened: "Die sechs Ziffern passen nicht zur neuesten Mail, die wir geschickt haben.",
    next: "Sehen Sie in die neueste Mail und tippen Sie den Code noch einmal ein.",
  },
  email_code_spent: {
    title: "Zu viele falsche Codes",
    happened: "Um das Konto zu schützen, gilt dieser Code nicht mehr. Fordern Sie einen neuen an.",
    next: "Fordern Sie einen neuen Code an.",
  },
  email_code_superseded: {
    title: "Es gibt eine neuere Mail",
    happened: "Sie haben für diese Adresse seitdem einen weiteren Code angefordert, darum gilt der ältere nicht mehr. Geben Sie den neueren dort ein, wo Sie ihn angefordert haben, oder schicken Sie von hier einen neuen.",
    next: "Geben Sie den neuesten Code dort ein, wo Sie ihn angefordert haben, oder fordern Sie einen neuen an.",
  },
  email_proved: { title: "Ihre Adresse ist bestätigt", happened: "Ein Code an diese Adresse meldet Sie jetzt an.", next: "Sie können weitermachen." },
  email_address_same: {
    title: "Das ist schon Ihre Adresse",
    happened: "Diese Adresse ist für Ihr Konto bestätigt.",
    next: "Geben Sie eine andere ein, um sie zu ändern.",
  },
  email_owned_by_other: {
    title: "Diese Adresse ist hier schon in Gebrauch",
    happened: "Sie gehört zu einem anderen Konto dieses Ladens. Es wurde nichts geändert.",
    next: "Melden Sie sich mit dieser Adresse an, um jenes Konto zu benutzen, oder wählen Sie hier eine andere.",
  },
  email_undo_unknown: {
    title: "Diesen Link kennen wir nicht",
    happened: "Der Link ist unvollständig, er ist alt, oder er stammt nicht aus einer Mail von uns. Es wurde nichts geändert.",
    next: "Kopieren Sie den ganzen Link aus der Mail und versuchen Sie es noch einmal, oder schreiben Sie uns.",
  },
  email_undo_used: {
    title: "Diese Änderung wurde schon zurückgenommen",
    happened: "Der Link gilt einmal, und er hat seinen Dienst getan.",
    next: "Melden Sie sich mit einem Code an Ihre alte Adresse an.",
  },
  email_undo_expired: {
    title: "Dieser Link ist abgelaufen",
    happened: "Eine Änderung der Adresse lässt sich 7 Tage lang zurücknehmen.",
    next: "Bitte schreiben Sie uns. Wir helfen Ihnen, Ihr Konto zurückzubekommen.",
  },
  email_undo_taken: {
    title: "Diese Änderung ließ sich nicht zurücknehmen",
    happened: "Ein anderes Konto dieses Ladens benutzt die alte Adresse inzwischen. Es wurde nichts geändert.",
    next: "Bitte schreiben Sie uns. Wir klären es mit Ihnen.",
  },
  email_link_malformed: {
    title: "Dieser Link ist nicht vollständig",
    happened: "Ein Teil des Links fehlt. Manche Mailprogramme brechen lange Links um.",
    next: "Kopieren Sie den ganzen Link aus der Mail, oder tippen Sie stattdessen den sechsstelligen Code ein.",
  },
  email_link_unknown: {
    title: "Diesen Link kennen wir nicht",
    happened: "Der Link ist alt, oder er stammt nicht aus einer Mail von uns.",
    next: "Fordern Sie eine neue Mail an.",
  },
  email_link_used: {
    title: "Dieser Link wurde schon benutzt",
    happened: "Jede Mail gilt einmal, mit ihrem Link oder ihrem Code, und diese hat ihren Dienst getan.",
    next: "Sind Sie nicht angemeldet, fordern Sie eine neue Mail an.",
  },
  email_link_superseded: {
    title: "Es gibt eine neuere Mail",
    happened: "Sie haben nach dieser Mail eine weitere angefordert, und nur die neueste zählt.",
    next: "Öffnen Sie den Link in der neuesten Mail, oder fordern Sie noch eine an.",
  },
  email_link_expired: {
    title: "Dieser Link ist abgelaufen",
    happened: "Ein Link gilt 10 Minuten.",
    next: "Fordern Sie eine neue Mail an.",
  },
  email_link_elsewhere: {
    title: "Dieser Link gehört zu einem anderen Browser",
    happened: "Ein Link meldet nur in dem Browser an, der ihn angefordert hat. Es wurde nichts geändert.",
    next: "Öffnen Sie ihn in dem Browser, in dem Sie begonnen haben, oder tippen Sie dort den sechsstelligen Code ein.",
  },
  email_address_invalid: {
    title: "Das sieht nicht nach einer E-Mail-Adresse aus",
    happened: "Wir konnten die Adresse nicht lesen.",
    next: "Prüfen Sie sie und versuchen Sie es noch einmal, zum Beispiel name@example.com.",
  },
  email_code_expired: {
    title: "Dieser Code ist abgelaufen",
    happened: "Ein Code gilt 10 Minuten, und nur der neueste zählt.",
    next: "Fordern Sie einen neuen Code an.",
  },
} as const satisfies Partial<Record<keyof Catalogue["outcomes"], Words>>;
