import type { Catalogue } from "../catalogue.ts";

export const methods: Catalogue["methods"] = {
  metaTitle: "Vos moyens de connexion",
  title: "Vos moyens de connexion",
  lead: "Chacun de ces moyens ouvre votre compte. Deux valent mieux qu’un : si l’un vous fait défaut, l’autre fonctionne encore.",
  back: "Retour à votre compte",
  email: {
    title: "Code par e-mail",
    proved: "Confirmée : nous pouvons y envoyer un code.",
    unproved: "Pas encore confirmée, elle ne vous connecte donc pas.",
    none: "Pas encore d’adresse.",
    add: "Confirmer une adresse",
    change: "Changer l’adresse",
  },
  password: {
    title: "Mot de passe",
    changed: "Dernier changement le",
    none: "Vous n’avez pas de mot de passe. Il ne vous en faut pas non plus.",
    add: "Choisir un mot de passe",
    change: "Changer le mot de passe",
  },
  linked: {
    title: "Comptes associés",
    as: "Associé sous le nom de {name}",
    since: "Associé le",
    lastUsed: "Dernière utilisation le",
    none: "Aucun compte ailleurs n’est associé.",
  },
};
