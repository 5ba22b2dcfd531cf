import type { Catalogue } from "../catalogue.ts";

export const mail: Catalogue["mail"] = {
  emailCode: {
    subject: "{code} ist Ihr Code für {site}",
    intro: "Hier ist Ihr Code, um sich bei {site} anzumelden:",
    introExisting: "Hier ist Ihr Code. Wer ihn eingibt, verknüpft einen neuen Anmeldeweg mit Ihrem Konto bei {site} und meldet sich dort an. Benutzen Sie ihn nur, wenn Sie das selbst begonnen haben:",
    introReset: "Hier ist Ihr Code, um bei {site} ein neues Passwort zu wählen. Wer ihn hat, kann sich in Ihrem Konto anmelden, also benutzen Sie ihn nur, wenn Sie das selbst begonnen haben:",
    introChange: "Hier ist Ihr Code. Wer ihn eingibt, macht diese Adresse zur Adresse eines Kontos bei {site}, und von da an meldet ein Code hierher dort an. Benutzen Sie ihn nur, wenn Sie das selbst begonnen haben:",
    introMerge: "Hier ist Ihr Code. Jemand, der bei {site} angemeldet ist, möchte das Konto dieser Adresse mit seinem zusammenlegen, und wer den Code eingibt, kann das tun. Benutzen Sie ihn nur, wenn Sie das sind:",
    link: "Oder öffnen Sie diesen Link in dem Browser, in dem Sie ihn angefordert haben",
    linkNote: "Das Öffnen allein ändert nichts: Die Seite sagt, was geschehen wird, und Sie drücken dort einen Knopf. Auf einem anderen Gerät tippen Sie stattdessen den Code ein.",
    validity: "Er gilt {minutes} Minuten, in dem Browser, in dem Sie ihn angefordert haben.",
    validityBoth: "Code und Link gelten {minutes} Minuten. Wer das eine benutzt, verbraucht auch das andere.",
    notYou: "Haben Sie ihn nicht angefordert, müssen Sie nichts tun. Ohne diese Mail kann sich niemand anmelden.",
    neverShare: "{site} fragt Sie nie am Telefon oder in einer Nachricht danach.",
  },
  addressInUse: {
    subject: "Jemand wollte bei {site} Ihre Adresse benutzen",
    text: "Jemand, der bei {site} in einem anderen Konto angemeldet ist, wollte dort diese E-Mail-Adresse benutzen. Sie gehört zu Ihrem Konto, darum wurde nichts geändert.",
    yours: "Waren Sie es: Melden Sie sich mit dieser Adresse an, um das Konto zu benutzen, zu dem sie gehört.",
    notYou: "Waren Sie es nicht, müssen Sie nichts tun.",
  },
};
