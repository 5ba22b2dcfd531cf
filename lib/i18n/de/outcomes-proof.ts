import type { Catalogue } from "../catalogue.ts";

type Words = { title: string; happened: string; next: string };

export const proofOutcomes = {
  password_wrong: {
    title: "Das passte nicht zusammen",
    happened: "Adresse und Passwort gehören hier nicht zusammen.",
    next: "Versuchen Sie es noch einmal, oder melden Sie sich mit einem Code an Ihre E-Mail-Adresse an und wählen Sie dann ein neues Passwort.",
  },
  password_missing: { title: "Bitte Ihr Passwort", happened: "Geben Sie ein Passwort ein.", next: "Geben Sie ein Passwort ein und schicken Sie das Formular noch einmal." },
  password_too_short: {
    title: "Dieses Passwort ist zu kurz",
    happened: "Nehmen Sie 15 Zeichen oder mehr. Vier Wörter hintereinander sind lang genug und leicht zu merken.",
    next: "Wählen Sie ein längeres Passwort.",
  },
  password_too_long: { title: "Dieses Passwort ist zu lang", happened: "Nehmen Sie höchstens 256 Zeichen.", next: "Wählen Sie ein kürzeres Passwort." },
  password_too_easy: {
    title: "Dieses Passwort ist zu leicht zu erraten",
    happened: "Es besteht aus häufigen Wörtern oder bekannten Sätzen, Wiederholungen, Tasten in einer Reihe, Ihrer Adresse oder dem Namen dieses Ladens, und die werden zuerst probiert.",
    next: "Wählen Sie ein anderes, etwa vier Wörter, die nichts miteinander zu tun haben.",
  },
  password_needs_address: {
    title: "Bitte bestätigen Sie zuerst Ihre Adresse",
    happened: "Ein Passwort gibt man zusammen mit der E-Mail-Adresse ein, und Ihre ist noch nicht bestätigt.",
    next: "Bestätigen Sie Ihre Adresse, dann wählen Sie ein Passwort.",
  },
  password_busy: {
    title: "Zu viele Menschen auf einmal",
    happened: "In diesem Moment werden viele Passwörter geprüft, darum kam Ihres nicht dran. Es wurde nichts geändert.",
    next: "Warten Sie ein paar Sekunden und versuchen Sie es noch einmal, oder nehmen Sie einen anderen Weg.",
  },
  identity_confirmed: { title: "Danke", happened: "Sie haben bestätigt, dass Sie es sind.", next: "Sie können weitermachen." },
  step_up_other_session: {
    title: "Sie haben sich seitdem neu angemeldet",
    happened: "Sie sollten in einem früheren Besuch bestätigen, dass Sie es sind, und der ist zu Ende. Es wurde nichts geändert.",
    next: "Gehen Sie zurück zu dem, was Sie tun wollten. Ist es noch nötig, fragen wir Sie wieder.",
  },
  step_up_method_gone: {
    title: "Dieser Weg geht nicht mehr",
    happened: "Womit Sie bestätigt haben, dass Sie es sind, gehört nicht mehr zu Ihrem Konto. Es wurde nichts geändert.",
    next: "Gehen Sie zurück und wählen Sie einen anderen Weg.",
  },
  step_up_other_account: {
    title: "Das war ein anderes Konto",
    happened: "Sie kamen als jemand zurück, der mit Ihrem Konto hier nicht verknüpft ist. Es wurde nichts geändert und nichts verknüpft.",
    next: "Gehen Sie zurück und wählen Sie das Konto, mit dem Sie sich hier anmelden.",
  },
  passkey_needs_script: {
    title: "Ein Passkey braucht ein kleines Skript",
    happened: "Ihr Browser hat nicht nach dem Passkey gefragt: Die Seite wurde noch geladen, Skripte sind für sie aus, oder der Browser ist zu alt für Passkeys.",
    next: "Versuchen Sie es noch einmal. Endet es wieder so, erlauben Sie Skripte für diese Website, oder nehmen Sie einen anderen Weg.",
  },
  passkey_refused: {
    title: "Dieser Passkey hat nicht funktioniert",
    happened: "Wir konnten nicht prüfen, was Ihr Passkey geantwortet hat, darum wurde nichts geändert.",
    next: "Versuchen Sie es noch einmal, oder nehmen Sie einen anderen Weg.",
  },
  passkey_expired: {
    title: "Das hat etwas zu lange gedauert",
    happened: "Ein Passkey muss in 5 Minuten antworten. Es wurde nichts geändert.",
    next: "Versuchen Sie es noch einmal. Es dauert ein paar Sekunden.",
  },
  passkey_used: {
    title: "Diese Antwort wurde schon benutzt",
    happened: "Jede Antwort eines Passkeys gilt einmal, und diese ist verbraucht.",
    next: "Benutzen Sie Ihren Passkey noch einmal.",
  },
  passkey_unknown: {
    title: "Diesen Passkey kennen wir nicht",
    happened: "Er gehört zu keinem Konto hier. Vielleicht wurde er in den Einstellungen des Kontos entfernt.",
    next: "Wählen Sie einen anderen Passkey, oder nehmen Sie einen anderen Weg.",
  },
  passkey_cloned: {
    title: "Wir haben diesen Passkey abgewiesen",
    happened: "Ihr Passkey antwortete wie eine Kopie seiner selbst. Um das Konto zu schützen, haben wir ihn nicht angenommen.",
    next: "Nehmen Sie einen anderen Weg, dann entfernen Sie diesen Passkey in Ihren Einstellungen und fügen einen neuen hinzu.",
  },
  passkey_known: {
    title: "Dieser Passkey ist schon da",
    happened: "Das Gerät hat einen Passkey für diesen Laden, und der bleibt, wie er ist.",
    next: "Benutzen Sie den, den Sie haben, oder fügen Sie einen von einem anderen Gerät hinzu.",
  },
  passkey_limit: {
    title: "Mehr Passkeys bewahren wir nicht auf",
    happened: "Ein Konto kann 20 Passkeys haben, und dieses hat 20.",
    next: "Entfernen Sie einen, den Sie nicht mehr benutzen, dann fügen Sie den neuen hinzu.",
  },
  passkey_name_invalid: {
    title: "Der Passkey braucht einen Namen",
    happened: "Ein Name hat 1 bis 60 Zeichen.",
    next: "Wählen Sie einen Namen, an dem Sie das Gerät wiedererkennen.",
  },
  proof_of_other_user: {
    title: "Das weist diese Adresse nicht nach",
    happened: "Was Sie benutzt haben, gehört zu einem anderen Konto als die Adresse auf dieser Seite. Es wurde nichts verknüpft.",
    next: "Weisen Sie die Adresse anders nach, oder machen Sie ohne sie weiter.",
  },
  last_sign_in_method: {
    title: "Das ist Ihr letzter Weg ins Konto",
    happened: "Ohne ihn kämen Sie nicht mehr hinein, darum haben wir ihn behalten.",
    next: "Fügen Sie zuerst einen anderen Weg hinzu.",
  },
  reauthentication_required: {
    title: "Bitte bestätigen Sie, dass Sie es sind",
    happened: "Für diesen Schritt braucht es eine frische Anmeldung.",
    next: "Melden Sie sich noch einmal an und machen Sie weiter.",
  },
} as const satisfies Partial<Record<keyof Catalogue["outcomes"], Words>>;
