import type { Catalogue } from "../catalogue.ts";

export const fault: Catalogue["pages"]["fault"] = {
  title: "Quelque chose s’est mal passé chez nous",
  happened: "Cette page n’a pas pu s’afficher. L’erreur vient de nous, pas de vous, et vous n’avez pas été déconnecté.",
  retry: "Réessayer",
  home: "Retour à la boutique",
  help: "Obtenir de l’aide",
  reference: "Si vous nous écrivez, donnez ce numéro :",
};
