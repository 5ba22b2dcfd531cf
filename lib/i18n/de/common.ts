import type { Catalogue } from "../catalogue.ts";

export const common: Catalogue["common"] = {
  skipToContent: "Zum Inhalt",
  errorSummary: "Da stimmt etwas nicht",
  siteDescription: "Gute Dinge für Haus, Garten und den Weg dahinter. Anmelden mit Amazon, einem Passkey, einem Passwort oder einem Code per E-Mail.",
  nav: {
    label: "Laden",
    home: "Start",
    saved: "Gemerkt",
    orders: "Bestellungen",
    bag: "Tasche",
    bagCount: "({count, plural, one {# Stück} other {# Stück}})",
    account: "Konto",
    accountNotice: "(etwas zu lesen)",
    signIn: "Anmelden",
  },
  footer: {
    label: "Hilfe und Rechtliches",
    language: "Sprache",
    help: "Hilfe beim Anmelden",
    privacy: "Datenschutz",
    contact: "Kontakt",
  },
};
