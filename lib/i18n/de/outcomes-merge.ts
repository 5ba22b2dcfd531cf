import type { Catalogue } from "../catalogue.ts";

type Words = { title: string; happened: string; next: string };

export const mergeOutcomes = {
  merge_proved: { title: "Beide Konten sind nachgewiesen", happened: "Sie haben nachgewiesen, dass auch das andere Konto Ihres ist.", next: "Sehen Sie beide an, und legen Sie sie zusammen." },
  accounts_merged: { title: "Ihre zwei Konten sind jetzt eines", happened: "Alles ist in einem Konto.", next: "Sie können weitermachen." },
  merge_no_account: {
    title: "Dazu gibt es hier kein Konto",
    happened: "Was Sie nachgewiesen haben, gehört zu keinem Konto dieses Ladens, darum gibt es nichts zusammenzulegen. Es wurde nichts geändert.",
    next: "Vielleicht entstand das andere Konto mit einer anderen Adresse oder über eine andere Firma. Gehen Sie zurück und weisen Sie dieses nach.",
  },
  merge_own_way: {
    title: "Bitte weisen Sie jenes Konto anders nach",
    happened: "Es hat eine bestätigte Adresse, ein Passwort oder einen Passkey, darum genügt die Rückkehr von {provider} nicht. Es wurde nichts geändert.",
    next: "Gehen Sie zurück und weisen Sie es mit einem Code per E-Mail, seinem Passwort oder seinem Passkey nach.",
  },
  merge_one_must_count: {
    title: "Eines der beiden braucht einen zweiten Weg",
    happened: "Von einer anderen Firma zurückzukommen genügt nicht für beide Konten auf einmal: Das könnte jeder, der an diesem Rechner sitzt. Es wurde nichts geändert.",
    next: "Geben Sie dem Konto, in dem Sie sind, eine E-Mail-Adresse oder einen Passkey und bestätigen Sie damit, dann weisen Sie das andere nach.",
  },
  merge_proof_expired: {
    title: "Dieser Nachweis gilt nicht mehr",
    happened: "Um die Konten zu schützen, gilt ein Nachweis zehn Minuten und einmal, und nur bis sich an den Anmeldewegen jenes Kontos etwas ändert. Es wurde nichts geändert.",
    next: "Gehen Sie zurück und weisen Sie das andere Konto noch einmal nach.",
  },
  merge_same_user: {
    title: "Das ist ein und dasselbe Konto",
    happened: "Was Sie uns gerade gezeigt haben, gehört zu dem Konto, in dem Sie angemeldet sind. Es wurde nichts geändert.",
    next: "Haben Sie ein anderes Konto, gehen Sie zurück und weisen Sie dieses nach.",
  },
  merge_user_suspended: {
    title: "Eines dieser Konten ruht",
    happened: "Der Laden hat eines der beiden Konten vorläufig stillgelegt, darum lassen sie sich jetzt weder zusammenlegen noch trennen. Es wurde nichts geändert.",
    next: "Bitte schreiben Sie uns. Wir klären es mit Ihnen.",
  },
  merge_user_locked: {
    title: "Eines dieser Konten ist zur Sicherheit gesperrt",
    happened: "Jemand hat gemeldet, dass eines der beiden Konten vielleicht in falschen Händen ist. Es wurde nichts geändert.",
    next: "Bitte schreiben Sie uns. Wir helfen Ihnen zuerst, wieder hineinzukommen.",
  },
  merge_deletion_pending: {
    title: "Eines dieser Konten wartet darauf, gelöscht zu werden",
    happened: "Sie haben uns gebeten, eines der beiden Konten zu löschen. Es wurde nichts geändert.",
    next: "Melden Sie sich in jenem Konto an, wenn Sie es sich anders überlegt haben: Wir fragen Sie, ob Sie es behalten.",
  },
  merge_user_gone: {
    title: "Eines dieser Konten ist nicht mehr da",
    happened: "Es wurde gelöscht, während Sie hier beschäftigt waren. Es wurde nichts geändert.",
    next: "Sie können mit dem Konto weitermachen, in dem Sie angemeldet sind.",
  },
  address_released: {
    title: "Diese Adresse gehörte zu einem Konto, das mit einem anderen zusammengelegt wurde",
    happened: "In den letzten 7 Tagen wurden zwei Konten zu einem, und eine andere Adresse blieb. Darum meldet diese niemanden an und beginnt noch kein neues Konto. Es wurde nichts geändert.",
    next: "Melden Sie sich mit der Adresse an, die blieb, oder auf einem anderen Weg, den Sie kennen. Haben nicht Sie die Konten zusammengelegt, öffnen Sie den Link in unserer Mail an diese Adresse: Er trennt sie wieder.",
  },
  merge_address_undo: {
    title: "Eine Adresse wurde erst kürzlich geändert",
    happened: "Die E-Mail-Adresse eines dieser Konten wurde in den letzten 7 Tagen geändert, und von der alten lässt sich das noch zurücknehmen. Bis dahin werden Konten weder zusammengelegt noch getrennt. Es wurde nichts geändert.",
    next: "Kommen Sie wieder, wenn die 7 Tage um sind, oder schreiben Sie uns.",
  },
  merge_undo_unknown: {
    title: "Diese Konten kennen wir nicht als zusammengelegt",
    happened: "Für das Konto, in dem Sie angemeldet sind, gibt es hier nichts zu trennen.",
    next: "Sehen Sie in die Liste in Ihren Einstellungen, oder schreiben Sie uns.",
  },
  merge_undo_used: {
    title: "Diese Konten wurden schon getrennt",
    happened: "Das geht einmal, und es ist geschehen. Gerade eben wurde nichts geändert.",
    next: "Melden Sie sich im anderen Konto auf einem Weg an, der zu ihm gehört.",
  },
  merge_undo_expired: {
    title: "Diese Konten lassen sich nicht mehr trennen",
    happened: "Dafür waren 30 Tage Zeit, und die sind um. Es wurde nichts geändert.",
    next: "Schreiben Sie uns, wenn Sie Hilfe mit dem brauchen, was zusammenkam.",
  },
  merge_link_expired: {
    title: "Dieser Link ist abgelaufen",
    happened: "Der Link in der Mail trennt Konten 7 Tage lang, und die sind um. Es wurde nichts geändert.",
    next: "Melden Sie sich an und sehen Sie in Ihr Konto: Dort geht es 30 Tage lang. Oder schreiben Sie uns, und wir helfen Ihnen.",
  },
  merge_undo_later_first: {
    title: "Später wurde noch ein Konto mit Ihrem zusammengelegt",
    happened: "Was zuletzt kam, muss zuerst getrennt werden. Es wurde nichts geändert.",
    next: "Sehen Sie in die Liste in Ihren Einstellungen und beginnen Sie mit dem neuesten.",
  },
  merge_undo_last_way: {
    title: "Eines der Konten hätte keinen Weg mehr hinein",
    happened: "Würden sie jetzt getrennt, bliebe eines der beiden ohne einen Weg, sich anzumelden. Es wurde nichts geändert.",
    next: "Fügen Sie diesem Konto einen weiteren Weg hinzu und versuchen Sie es noch einmal. Hilft das nicht, schreiben Sie uns, und wir klären es mit Ihnen.",
  },
} as const satisfies Partial<Record<keyof Catalogue["outcomes"], Words>>;
