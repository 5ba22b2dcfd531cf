import type { Catalogue } from "../catalogue.ts";

export const fault: Catalogue["pages"]["fault"] = {
  title: "Bei uns ist etwas schiefgegangen",
  happened: "Diese Seite ließ sich nicht zeigen. Der Fehler liegt bei uns, nicht bei Ihnen, und abgemeldet wurden Sie nicht.",
  retry: "Noch einmal versuchen",
  home: "Zurück zum Laden",
  help: "Hilfe holen",
  reference: "Wenn Sie uns schreiben, nennen Sie diese Nummer:",
};
