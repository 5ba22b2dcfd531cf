import type { Catalogue } from "../catalogue.ts";

type Words = { title: string; happened: string; next: string };

export const linkingOutcomes = {
  account_linked: { title: "{provider} est associé", happened: "Vous pouvez maintenant vous connecter avec {provider}.", next: "Vous pouvez continuer." },
  already_linked: { title: "{provider} était déjà associé", happened: "Ce compte {provider} était déjà associé à votre compte. Il est maintenant à jour.", next: "Vous pouvez continuer." },
  account_replaced: { title: "Votre compte {provider} a été remplacé", happened: "Vous pouvez maintenant vous connecter avec le nouveau compte {provider}, et plus avec le précédent.", next: "Vous pouvez continuer." },
  account_reconnected: { title: "{provider} est reconnecté", happened: "Votre compte {provider} est à jour.", next: "Vous pouvez continuer." },
  link_asked: { title: "Associer ce compte ?", happened: "Vous revenez de {provider}, et rien n’est encore associé.", next: "Dites-nous si ce compte doit être associé." },
  link_declined: { title: "Rien n’a changé", happened: "Vous n’avez pas associé le compte {provider}. Ce que {provider} nous avait donné pour cela est effacé.", next: "Vous pouvez continuer." },
  link_owned_by_other: {
    title: "Ce compte {provider} est déjà utilisé ici",
    happened: "Il est associé à un autre compte de cette boutique. Rien n’a été changé.",
    next: "Connectez-vous avec {provider} pour utiliser ce compte. Si les deux comptes sont à vous, vous pouvez les réunir. Pour en associer un autre, déconnectez-vous d’abord de {provider}.",
  },
  link_other_session: {
    title: "Vous vous êtes reconnecté depuis",
    happened: "L’association avait été demandée lors d’une visite précédente, qui est terminée. Rien n’a été associé.",
    next: "Recommencez depuis vos moyens de connexion. Cela prend quelques secondes.",
  },
  reconnect_other_account: {
    title: "C’était un autre compte {provider}",
    happened: "Vous êtes revenu avec un autre compte {provider} que celui que nous attendions. Rien n’a été changé, et rien n’a été associé.",
    next: "Déconnectez-vous de {provider}, puis reconnectez-vous avec le compte que nous attendons.",
  },
  postal_code_fetched: { title: "Nous avons votre code postal", happened: "{provider} nous a donné votre code postal.", next: "Il est dans le formulaire d’une nouvelle adresse." },
  postal_code_declined: { title: "Nous n’avons pas votre code postal", happened: "Vous n’avez pas transmis votre code postal chez {provider}.", next: "Vous pouvez le saisir vous-même. Tout le reste fonctionne comme avant." },
  postal_code_missing: { title: "{provider} n’a pas de code postal pour vous", happened: "{provider} ne connaît pas votre code postal.", next: "Vous pouvez le saisir vous-même. Tout le reste fonctionne comme avant." },
} as const satisfies Partial<Record<keyof Catalogue["outcomes"], Words>>;
