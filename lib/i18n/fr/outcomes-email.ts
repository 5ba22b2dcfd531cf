import type { Catalogue } from "../catalogue.ts";

type Words = { title: string; happened: string; next: string };

export const emailOutcomes = {
  email_code_incomplete: { title: "Six chiffres, s’il vous plaît", happened: "Saisissez les six chiffres du dernier e-mail que nous avons envoyé.", next: "Regardez le dernier e-mail et retapez le code." },
  email_code_wrong: {
    title: "Ce code n’est pas le bon",
    happened: "Les six chiffres ne correspondent pas au dernier e-mail que nous avons envoyé.",
    next: "Regardez le dernier e-mail et retapez le code.",
  },
  email_code_spent: {
    title: "Trop de codes erronés",
    happened: "Pour protéger le compte, ce code n’est plus valable. Demandez-en un autre.",
    next: "Demandez un nouveau code.",
  },
  email_code_superseded: {
    title: "Il y a un e-mail plus récent",
    happened: "Vous avez demandé un autre code pour cette adresse depuis, l’ancien n’est donc plus valable. Saisissez le nouveau là où vous l’avez demandé, ou envoyez-en un autre d’ici.",
    next: "Saisissez le dernier code là où vous l’avez demandé, ou demandez-en un autre.",
  },
  email_proved: { title: "Votre adresse est confirmée", happened: "Un code envoyé à cette adresse vous connecte désormais.", next: "Vous pouvez continuer." },
  email_address_same: {
    title: "C’est déjà votre adresse",
    happened: "Cette adresse est confirmée pour votre compte.",
    next: "Saisissez-en une autre pour la changer.",
  },
  email_owned_by_other: {
    title: "Cette adresse est déjà utilisée ici",
    happened: "Elle appartient à un autre compte de cette boutique. Rien n’a été changé.",
    next: "Connectez-vous avec cette adresse pour utiliser ce compte, ou choisissez-en une autre ici.",
  },
  email_undo_unknown: {
    title: "Nous ne connaissons pas ce lien",
    happened: "Le lien n’est pas complet, il est ancien, ou il ne vient pas d’un de nos e-mails. Rien n’a été changé.",
    next: "Copiez le lien entier depuis l’e-mail et réessayez, ou écrivez-nous.",
  },
  email_undo_used: {
    title: "Ce changement a déjà été annulé",
    happened: "Le lien ne sert qu’une fois, et il a déjà servi.",
    next: "Connectez-vous avec un code envoyé à votre ancienne adresse.",
  },
  email_undo_expired: {
    title: "Ce lien a expiré",
    happened: "Un changement d’adresse peut être annulé pendant 7 jours.",
    next: "Écrivez-nous. Nous vous aiderons à récupérer votre compte.",
  },
  email_undo_taken: {
    title: "Nous n’avons pas pu annuler ce changement",
    happened: "Un autre compte de cette boutique utilise désormais l’ancienne adresse. Rien n’a été changé.",
    next: "Écrivez-nous. Nous réglerons cela avec vous.",
  },
  email_link_malformed: {
    title: "Ce lien n’est pas complet",
    happened: "Il manque une partie du lien. Certains logiciels de messagerie coupent les longs liens.",
    next: "Copiez le lien entier depuis l’e-mail, ou tapez plutôt le code à six chiffres.",
  },
  email_link_unknown: {
    title: "Nous ne connaissons pas ce lien",
    happened: "Le lien est ancien, ou il ne vient pas d’un de nos e-mails.",
    next: "Demandez un nouvel e-mail.",
  },
  email_link_used: {
    title: "Ce lien a déjà servi",
    happened: "Chaque e-mail ne sert qu’une fois, par son lien ou par son code, et celui-ci a déjà servi.",
    next: "Si vous n’êtes pas connecté, demandez un nouvel e-mail.",
  },
  email_link_superseded: {
    title: "Il y a un e-mail plus récent",
    happened: "Vous avez demandé un autre e-mail après celui-ci, et seul le dernier compte.",
    next: "Ouvrez le lien du dernier e-mail, ou demandez-en un autre.",
  },
  email_link_expired: {
    title: "Ce lien a expiré",
    happened: "Un lien est valable 10 minutes.",
    next: "Demandez un nouvel e-mail.",
  },
  email_link_elsewhere: {
    title: "Ce lien appartient à un autre navigateur",
    happened: "Un lien ne connecte que le navigateur qui l’a demandé. Rien n’a été changé.",
    next: "Ouvrez-le dans le navigateur où vous avez commencé, ou tapez-y le code à six chiffres.",
  },
  email_address_invalid: {
    title: "Cela ne ressemble pas à une adresse e-mail",
    happened: "Nous n’avons pas pu lire l’adresse.",
    next: "Vérifiez-la et réessayez, par exemple nom@example.com.",
  },
  email_code_expired: {
    title: "Ce code a expiré",
    happened: "Un code est valable 10 minutes, et seul le dernier compte.",
    next: "Demandez un nouveau code.",
  },
} as const satisfies Partial<Record<keyof Catalogue["outcomes"], Words>>;
