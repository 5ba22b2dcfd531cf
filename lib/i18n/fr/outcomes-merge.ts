import type { Catalogue } from "../catalogue.ts";

type Words = { title: string; happened: string; next: string };

export const mergeOutcomes = {
  merge_proved: { title: "Les deux comptes sont à vous", happened: "Vous avez prouvé que l’autre compte est aussi à vous.", next: "Regardez les deux, et réunissez-les." },
  accounts_merged: { title: "Vos deux comptes n’en font plus qu’un", happened: "Tout est dans un seul compte.", next: "Vous pouvez continuer." },
  merge_no_account: {
    title: "Aucun compte ici ne correspond",
    happened: "Ce que vous avez prouvé n’appartient à aucun compte de cette boutique, il n’y a donc rien à réunir. Rien n’a été changé.",
    next: "L’autre compte a peut-être été créé avec une autre adresse ou par une autre entreprise. Revenez en arrière et utilisez celle-là.",
  },
  merge_own_way: {
    title: "Merci de prouver autrement que ce compte est à vous",
    happened: "Il a une adresse confirmée, un mot de passe ou une clé d’accès, revenir de {provider} ne suffit donc pas. Rien n’a été changé.",
    next: "Revenez en arrière et utilisez un code par e-mail, son mot de passe ou sa clé d’accès.",
  },
  merge_one_must_count: {
    title: "L’un des deux a besoin d’un deuxième moyen de connexion",
    happened: "Revenir d’une autre entreprise ne suffit pas pour les deux comptes à la fois : toute personne assise à cet ordinateur pourrait le faire. Rien n’a été changé.",
    next: "Ajoutez une adresse e-mail ou une clé d’accès au compte où vous êtes et confirmez avec elle, puis prouvez que l’autre compte est à vous.",
  },
  merge_proof_expired: {
    title: "Cette preuve n’est plus valable",
    happened: "Pour protéger les comptes, une preuve est valable dix minutes et une seule fois, et seulement tant que les moyens de connexion de ce compte ne changent pas. Rien n’a été changé.",
    next: "Revenez en arrière et prouvez encore une fois que l’autre compte est à vous.",
  },
  merge_same_user: {
    title: "C’est un seul et même compte",
    happened: "Ce que vous venez de nous montrer appartient au compte auquel vous êtes connecté. Rien n’a été changé.",
    next: "Si vous avez un autre compte, revenez en arrière et prouvez que celui-là est à vous.",
  },
  merge_user_suspended: {
    title: "L’un de ces comptes est suspendu",
    happened: "La boutique a suspendu l’un des deux comptes, ils ne peuvent donc être ni réunis ni séparés pour l’instant. Rien n’a été changé.",
    next: "Écrivez-nous. Nous réglerons cela avec vous.",
  },
  merge_user_locked: {
    title: "L’un de ces comptes est verrouillé par sécurité",
    happened: "Quelqu’un a signalé que l’un des deux comptes est peut-être entre de mauvaises mains. Rien n’a été changé.",
    next: "Écrivez-nous. Nous vous aiderons d’abord à y accéder de nouveau.",
  },
  merge_deletion_pending: {
    title: "L’un de ces comptes va être supprimé",
    happened: "Vous nous avez demandé de supprimer l’un des deux comptes. Rien n’a été changé.",
    next: "Si vous avez changé d’avis, connectez-vous à ce compte : nous vous demanderons si vous le gardez.",
  },
  merge_user_gone: {
    title: "L’un de ces comptes n’existe plus",
    happened: "Il a été supprimé pendant que vous étiez ici. Rien n’a été changé.",
    next: "Vous pouvez continuer avec le compte auquel vous êtes connecté.",
  },
  address_released: {
    title: "Cette adresse appartenait à un compte réuni avec un autre",
    happened: "Au cours des 7 derniers jours, deux comptes ont été réunis, et une autre adresse a été gardée. Celle-ci ne permet donc pas de se connecter, ni encore de créer un nouveau compte. Rien n’a été changé.",
    next: "Connectez-vous avec l’adresse qui a été gardée, ou par un autre moyen que vous connaissez. Si ce n’est pas vous qui avez réuni les comptes, ouvrez le lien de notre e-mail envoyé à cette adresse : il les sépare.",
  },
  merge_address_undo: {
    title: "Une adresse a été changée récemment",
    happened: "L’adresse e-mail de l’un de ces comptes a été changée au cours des 7 derniers jours, et l’ancienne peut encore annuler ce changement. D’ici là, les comptes ne sont ni réunis ni séparés. Rien n’a été changé.",
    next: "Revenez quand les 7 jours seront passés, ou écrivez-nous.",
  },
  merge_undo_unknown: {
    title: "À notre connaissance, ces comptes n’ont pas été réunis",
    happened: "Il n’y a rien à séparer ici pour le compte auquel vous êtes connecté.",
    next: "Regardez la liste dans vos réglages, ou écrivez-nous.",
  },
  merge_undo_used: {
    title: "Ces comptes ont déjà été séparés",
    happened: "Cela ne peut se faire qu’une fois, et c’est fait. Rien n’a été changé à l’instant.",
    next: "Connectez-vous à l’autre compte par un moyen qui lui appartient.",
  },
  merge_undo_expired: {
    title: "Ces comptes ne peuvent plus être séparés",
    happened: "Il y avait 30 jours pour cela, et ils sont passés. Rien n’a été changé.",
    next: "Écrivez-nous si vous avez besoin d’aide pour ce qui a été réuni.",
  },
  merge_link_expired: {
    title: "Ce lien a expiré",
    happened: "Le lien de l’e-mail sépare les comptes pendant 7 jours, et ils sont passés. Rien n’a été changé.",
    next: "Connectez-vous et ouvrez votre compte : c’est possible là pendant 30 jours. Ou écrivez-nous, et nous vous aiderons.",
  },
  merge_undo_later_first: {
    title: "Un autre compte a été réuni plus tard avec le vôtre",
    happened: "Ce qui est venu en dernier doit être séparé d’abord. Rien n’a été changé.",
    next: "Regardez la liste dans vos réglages et commencez par le plus récent.",
  },
  merge_undo_last_way: {
    title: "L’un des comptes n’aurait plus de moyen de connexion",
    happened: "Les séparer maintenant laisserait l’un des deux comptes sans aucun moyen de connexion. Rien n’a été changé.",
    next: "Ajoutez un autre moyen de connexion à ce compte et réessayez. Si cela n’aide pas, écrivez-nous, et nous réglerons cela avec vous.",
  },
} as const satisfies Partial<Record<keyof Catalogue["outcomes"], Words>>;
