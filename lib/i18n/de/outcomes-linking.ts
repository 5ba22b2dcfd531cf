import type { Catalogue } from "../catalogue.ts";

type Words = { title: string; happened: string; next: string };

export const linkingOutcomes = {
  account_linked: { title: "{provider} ist verknüpft", happened: "Sie können sich jetzt mit {provider} anmelden.", next: "Sie können weitermachen." },
  already_linked: { title: "{provider} war schon verknüpft", happened: "Dieses Konto bei {provider} war mit Ihrem schon verknüpft. Es ist jetzt auf dem neuesten Stand.", next: "Sie können weitermachen." },
  account_replaced: { title: "Ihr Konto bei {provider} wurde ersetzt", happened: "Sie können sich jetzt mit dem neuen Konto bei {provider} anmelden, mit dem vorigen nicht mehr.", next: "Sie können weitermachen." },
  account_reconnected: { title: "{provider} ist wieder verbunden", happened: "Ihr Konto bei {provider} ist auf dem neuesten Stand.", next: "Sie können weitermachen." },
  link_asked: { title: "Dieses Konto verknüpfen?", happened: "Sie sind von {provider} zurück, und noch ist nichts verknüpft.", next: "Sagen Sie, ob das Konto verknüpft werden soll." },
  link_declined: { title: "Es hat sich nichts geändert", happened: "Sie haben das Konto bei {provider} nicht verknüpft. Was {provider} uns dafür nannte, ist gelöscht.", next: "Sie können weitermachen." },
  link_owned_by_other: {
    title: "Dieses Konto bei {provider} ist hier schon in Gebrauch",
    happened: "Es ist mit einem anderen Konto dieses Ladens verknüpft. Es wurde nichts geändert.",
    next: "Melden Sie sich mit {provider} an, um jenes Konto zu benutzen. Sind beide Ihre, können Sie sie zusammenlegen. Um ein anderes zu verknüpfen, melden Sie sich zuerst bei {provider} ab.",
  },
  link_other_session: {
    title: "Sie haben sich seitdem neu angemeldet",
    happened: "Das Verknüpfen wurde in einem früheren Besuch begonnen, der zu Ende ist. Es wurde nichts verknüpft.",
    next: "Beginnen Sie bei Ihren Anmeldewegen neu. Es dauert ein paar Sekunden.",
  },
  reconnect_other_account: {
    title: "Das war ein anderes Konto bei {provider}",
    happened: "Sie kamen mit einem anderen Konto bei {provider} zurück als dem, das wir erwartet haben. Es wurde nichts geändert und nichts verknüpft.",
    next: "Melden Sie sich bei {provider} ab, und verbinden Sie dann noch einmal mit dem Konto, das wir erwarten.",
  },
  postal_code_fetched: { title: "Wir haben Ihre Postleitzahl", happened: "{provider} hat uns Ihre Postleitzahl genannt.", next: "Sie steht im Formular für eine neue Anschrift." },
  postal_code_declined: { title: "Wir haben Ihre Postleitzahl nicht", happened: "Sie haben Ihre Postleitzahl bei {provider} nicht weitergegeben.", next: "Sie können sie selbst eintippen. Alles andere funktioniert wie vorher." },
  postal_code_missing: { title: "{provider} hat keine Postleitzahl von Ihnen", happened: "{provider} kennt keine Postleitzahl von Ihnen.", next: "Sie können sie selbst eintippen. Alles andere funktioniert wie vorher." },
} as const satisfies Partial<Record<keyof Catalogue["outcomes"], Words>>;
