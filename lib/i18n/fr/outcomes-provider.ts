import type { Catalogue } from "../catalogue.ts";

type Words = { title: string; happened: string; next: string };

const stopped = { title: "Nous avons arrêté cette connexion", next: "Recommencez d’ici, ou connectez-vous par un autre moyen." };
const orCode = "Recommencez d’ici, ou connectez-vous avec un code envoyé à votre adresse e-mail.";

export const providerOutcomes = {
  consent_denied: {
    title: "Vous n’avez rien transmis",
    happened: "Vous avez annulé chez {provider}, rien n’a donc été transmis et rien n’a changé.",
    next: "Vous pouvez réessayer, ou vous connecter avec un code envoyé à votre adresse e-mail.",
  },
  grant_rejected: {
    title: "{provider} n’a pas confirmé cette connexion",
    happened: "La confirmation de {provider} était trop ancienne ou avait déjà servi. Rien n’a été changé.",
    next: "Recommencez. La deuxième fois est en général la bonne.",
  },
  provider_unavailable: {
    title: "{provider} ne répond pas en ce moment",
    happened: "Nous n’avons pas pu terminer avec {provider}. Rien n’a été changé, et vous n’y êtes pour rien.",
    next: "Attendez un instant et réessayez, ou connectez-vous avec un code envoyé à votre adresse e-mail.",
  },
  provider_answer_invalid: {
    title: "La réponse de {provider} était incompréhensible",
    happened: "Nous avons reçu une réponse inutilisable, nous avons donc tout arrêté. Rien n’a été changé.",
    next: "Réessayez, ou connectez-vous avec un code envoyé à votre adresse e-mail.",
  },
  token_audience_mismatch: { ...stopped, happened: "La confirmation était destinée à un autre site. Rien n’a été changé.", next: orCode },
  identity_mismatch: { ...stopped, happened: "Les réponses de {provider} désignaient deux personnes différentes. Rien n’a été changé.", next: orCode },
  id_token_signature_invalid: { ...stopped, happened: "La confirmation ne portait pas la signature de {provider}. Rien n’a été changé." },
  id_token_algorithm_refused: { ...stopped, happened: "La confirmation de {provider} n’était pas signée d’une manière à laquelle nous pouvons nous fier. Rien n’a été changé." },
  id_token_issuer_mismatch: { ...stopped, happened: "La confirmation ne venait pas de {provider}. Rien n’a été changé." },
  id_token_audience_mismatch: { ...stopped, happened: "La confirmation de {provider} était destinée à un autre site. Rien n’a été changé." },
  id_token_nonce_mismatch: { ...stopped, happened: "La confirmation de {provider} appartient à une autre connexion. Rien n’a été changé.", next: "Recommencez dans ce navigateur, ou connectez-vous par un autre moyen." },
  id_token_expired: { ...stopped, happened: "La confirmation de {provider} était trop ancienne. Rien n’a été changé.", next: "Recommencez. La deuxième fois est en général la bonne." },
  client_rejected: {
    title: "La connexion avec {provider} est mal configurée ici",
    happened: "L’erreur vient de nous, pas de vous. Nous en sommes avertis.",
    next: "Pour l’instant, connectez-vous avec un code envoyé à votre adresse e-mail.",
  },
} as const satisfies Partial<Record<keyof Catalogue["outcomes"], Words>>;
