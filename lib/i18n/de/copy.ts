import type { Catalogue } from "../catalogue.ts";

export const copy: Catalogue["copy"] = {
  title: "Eine Kopie dessen, was wir über Sie speichern",
  lead: "Sie bekommen alles, was wir über Sie speichern, in einem Archiv: als Seite zum Lesen und noch einmal für Programme.",
  all: "Ihre Angaben, verknüpfte Konten, Anmeldungen, Bestellungen und alles andere, was die Datenschutzerklärung nennt.",
  noSecrets: "Keine Passwörter, Codes oder Zugangsschlüssel: Wer die Kopie findet, kann sich damit nicht anmelden.",
  how: "Sie wird im Hintergrund erstellt und steht dann auf dieser Seite.",
  told: {
    mail: "Wir schreiben an Ihre bestätigte Adresse, wenn sie fertig ist. Kann sie nicht erstellt werden, steht das nur auf dieser Seite.",
    page: "Sie haben keine bestätigte Adresse, an die wir schreiben könnten: Kommen Sie dafür wieder auf diese Seite. Kann sie nicht erstellt werden, steht das hier.",
  },
  make: "Eine Kopie erstellen",
  again: "Eine neue Kopie erstellen",
  look: "Noch einmal nachsehen",
  back: "Zurück zu Ihrem Konto",
  toPage: "Zu Ihrer Kopie",
  help: "Uns schreiben",
  waiting: {
    title: "Ihre Kopie wartet darauf, erstellt zu werden",
    text: "Es wurde noch nicht damit begonnen. Sie können diese Seite verlassen, es geht ohne Sie weiter.",
  },
  making: {
    title: "Ihre Kopie wird erstellt",
    text: "{percent} % sind fertig. Sie können diese Seite verlassen, es geht ohne Sie weiter.",
    progress: "Wie viel von der Kopie fertig ist",
  },
  ready: {
    title: "Ihre Kopie ist fertig",
    text: "Sie kann einmal abgeholt werden, bis zum {date}.",
    begun: "Das Abholen wurde begonnen. Ist es abgebrochen, können Sie in diesem Browser noch einmal beginnen, bis zum {date}.",
    fetch: "Die Kopie abholen",
    size: "Archiv (ZIP), {size}.",
    proveText: "Sie wurde in einem anderen Browser oder mit einer anderen Anmeldung verlangt. Bestätigen Sie noch einmal, dass Sie es sind, dann können Sie sie hier abholen.",
    prove: "Bestätigen, dass Sie es sind",
  },
  ended: {
    fetched: {
      title: "Ihre Kopie wurde abgeholt",
      text: "Der Link galt einmal, und das Archiv ist bei uns gelöscht. Abgeholt wurde sie am {date}.",
    },
    fetching: {
      title: "Ihre Kopie wird gerade abgeholt",
      text: "Das Abholen wurde in einem anderen Browser oder mit einer anderen Anmeldung begonnen. Nur dort kann es noch einmal begonnen werden, bis zum {date}; dann wird sie bei uns gelöscht.",
    },
    expired: {
      title: "Ihre Kopie ist abgelaufen",
      text: "Sie wurde nicht rechtzeitig abgeholt und ist bei uns gelöscht. Die Zeit endete am {date}.",
    },
    voided: {
      title: "Ihre Kopie wurde entfernt",
      text: "Inzwischen ist etwas mit Ihrem Konto geschehen, darum wurde sie zur Sicherheit entfernt. Niemand kann sie mehr abholen.",
    },
    failed: {
      title: "Ihre Kopie konnte nicht erstellt werden",
      text: "Das liegt an uns. Erstellen Sie eine neue; gelingt auch das nicht, schreiben Sie uns.",
    },
  },
  file: {
    title: "Was {site} über Sie speichert",
    lead: "Eine Kopie von {address}, erstellt am {time}.",
    left: "Passwörter, Codes und Zugangsschlüssel fehlen, damit diese Kopie nichts öffnet.",
    names: "Die Namen der Felder sind die unserer Datenbank, auf Englisch. Vor einem Text, den eine Tabellenkalkulation für eine Formel hielte, steht ein Apostroph. Die Datei your-data.json enthält dasselbe für Programme, Wort für Wort.",
    none: "Nichts.",
    yes: "ja",
    no: "nein",
  },
};
