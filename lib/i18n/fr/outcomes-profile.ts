import type { Catalogue } from "../catalogue.ts";

type Words = { title: string; happened: string; next: string };

export const profileOutcomes = {
  profile_up_to_date: { title: "Tout est à jour", happened: "{provider} nous donne la même chose qu’avant.", next: "Vous pouvez continuer." },
  profile_changed: { title: "Vos informations chez {provider} sont à jour", happened: "{provider} nous a donné du nouveau.", next: "Vous pouvez continuer." },
  consent_needed: {
    title: "Il nous faut encore une fois votre accord chez {provider}",
    happened: "{provider} ne nous donne rien sur vous en ce moment. Rien n’a été changé.",
    next: "Reconnectez {provider}, puis réessayez.",
  },
  profile_unavailable: {
    title: "{provider} ne répond pas en ce moment",
    happened: "Nous n’avons pas pu interroger {provider}. Rien n’a été changé, et vous n’y êtes pour rien.",
    next: "Attendez un instant et réessayez.",
  },
  profile_answer_invalid: {
    title: "{provider} a donné une réponse incompréhensible",
    happened: "Nous avons reçu une réponse inutilisable. Rien n’a été changé.",
    next: "Réessayez un peu plus tard.",
  },
  profile_misconfigured: {
    title: "Nous ne pouvons pas interroger {provider} en ce moment",
    happened: "L’erreur vient de nous, pas de vous. Nous en sommes avertis, et rien n’a été changé.",
    next: "Merci de réessayer un autre jour.",
  },
  profile_other_person: {
    title: "Nous avons tout arrêté",
    happened: "{provider} a répondu au sujet d’un autre compte que celui associé ici. Rien n’a été changé.",
    next: "Écrivez-nous et donnez le numéro de référence.",
  },
} as const satisfies Partial<Record<keyof Catalogue["outcomes"], Words>>;
