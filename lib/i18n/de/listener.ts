import type { Catalogue } from "../catalogue.ts";

export const listener: Catalogue["listener"] = {
  reference: "Nummer:",
  home: "Zur Startseite",
  again: "Noch einmal versuchen",
  toPage: "Zurück zur Seite",
  toSignIn: "Zurück zum Anmelden",
  outage: {
    title: "Wir kommen gerade nicht an unsere Daten",
    reading: "An Ihnen liegt es nicht, und nichts ist verloren: Wenn Sie angemeldet waren, sind Sie es noch, und Ihre Tasche ist, wie sie war. Bitte versuchen Sie es gleich noch einmal.",
    sending: "Was Sie gerade abgeschickt haben, ist vielleicht nicht angekommen. Bitte sehen Sie nach, bevor Sie es noch einmal schicken. Wenn Sie angemeldet waren, sind Sie es noch, und sonst hat sich nichts geändert.",
    starting: "Das Anmelden muss einen Moment warten. An Ihnen liegt es nicht, und nichts ist verloren. Bitte versuchen Sie es in einer Minute noch einmal.",
  },
  plain: { title: "Das hat nicht geklappt", text: "Nichts ist verloren. Bitte gehen Sie zurück und versuchen Sie es noch einmal." },
  refused: {
    bad_request: { title: "Diese Adresse konnten wir nicht lesen", text: "Ein Teil der Adresse oder der Anfrage ist beschädigt. Bitte gehen Sie zurück oder beginnen Sie auf der Startseite." },
    not_found: { title: "Hier ist nichts", text: "Diese Adresse führt nirgendwohin. Bitte beginnen Sie auf der Startseite." },
    method_not_allowed: { title: "Das geht hier nicht", text: "Diese Adresse lässt sich öffnen, aber nicht so benutzen." },
    request_timeout: { title: "Das kam zu langsam an", text: "Ihre Verbindung war diesmal zu langsam, darum wurde nichts geändert. Bitte versuchen Sie es noch einmal." },
    content_too_large: { title: "Das war zu viel Text", text: "Was Sie geschickt haben, ist größer, als wir annehmen. Nichts wurde geändert. Bitte gehen Sie zurück und kürzen Sie es." },
    uri_too_long: { title: "Diese Adresse ist zu lang", text: "Bitte folgen Sie dem Link noch einmal oder beginnen Sie auf der Startseite." },
    unsupported_media_type: { title: "Was geschickt wurde, konnten wir nicht lesen", text: "Es kam in einer Form, die wir nicht annehmen. Nichts wurde geändert." },
    expectation_failed: { title: "Diese Anfrage konnten wir nicht lesen", text: "Bitte beginnen Sie noch einmal auf der Startseite." },
    header_fields_too_large: { title: "Ihr Browser hat zu viele Cookies geschickt", text: "Bitte löschen Sie die Cookies dieser Seite in den Einstellungen Ihres Browsers und öffnen Sie sie dann noch einmal." },
    server_error: { title: "Bei uns ist etwas schiefgegangen", text: "An Ihnen lag es nicht. Bitte versuchen Sie es gleich noch einmal. Wenn es so bleibt, nennen Sie uns die Nummer unten." },
    request_timed_out: { title: "Das dauert länger, als es sollte", text: "Wir haben aufgehört zu warten, damit Sie es nicht müssen. Bitte versuchen Sie es gleich noch einmal." },
    request_refused: { title: "Das ging nicht", text: "Bitte beginnen Sie noch einmal auf der Startseite." },
  },
};
