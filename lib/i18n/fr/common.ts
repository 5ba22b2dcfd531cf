import type { Catalogue } from "../catalogue.ts";

export const common: Catalogue["common"] = {
  skipToContent: "Aller au contenu",
  errorSummary: "Il y a un problème",
  siteDescription: "De belles choses pour la maison, le jardin et les chemins alentour. Connexion avec Amazon, une clé d’accès, un mot de passe ou un code par e-mail.",
  nav: {
    label: "Boutique",
    home: "Accueil",
    saved: "Favoris",
    orders: "Commandes",
    bag: "Panier",
    bagCount: "({count, plural, one {# article} other {# articles}})",
    account: "Compte",
    accountNotice: "(quelque chose à lire)",
    signIn: "Se connecter",
  },
  footer: {
    label: "Aide et mentions légales",
    language: "Langue",
    help: "Aide à la connexion",
    privacy: "Confidentialité",
    contact: "Nous écrire",
  },
};
