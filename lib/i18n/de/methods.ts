import type { Catalogue } from "../catalogue.ts";

export const methods: Catalogue["methods"] = {
  metaTitle: "So melden Sie sich an",
  title: "So melden Sie sich an",
  lead: "Mit jedem dieser Wege kommen Sie in Ihr Konto. Zwei sind besser als einer: Versagt der eine, geht noch der andere.",
  back: "Zurück zu Ihrem Konto",
  email: {
    title: "Code per E-Mail",
    proved: "Bestätigt: Wir können einen Code dorthin schicken.",
    unproved: "Noch nicht bestätigt, darum meldet sie Sie nicht an.",
    none: "Noch keine Adresse.",
    add: "Adresse bestätigen",
    change: "Adresse ändern",
  },
  password: {
    title: "Passwort",
    changed: "Zuletzt geändert am",
    none: "Sie haben kein Passwort. Sie brauchen keines.",
    add: "Passwort wählen",
    change: "Passwort ändern",
  },
  linked: {
    title: "Verknüpfte Konten",
    as: "Verknüpft als {name}",
    since: "Verknüpft am",
    lastUsed: "Zuletzt benutzt am",
    none: "Es ist kein Konto von anderswo verknüpft.",
  },
};
