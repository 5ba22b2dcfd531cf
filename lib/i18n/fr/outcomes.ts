import type { Catalogue } from "../catalogue.ts";
import { deletionOutcomes } from "./outcomes-deletion.ts";
import { emailOutcomes } from "./outcomes-email.ts";
import { linkingOutcomes } from "./outcomes-linking.ts";
import { mergeOutcomes } from "./outcomes-merge.ts";
import { profileOutcomes } from "./outcomes-profile.ts";
import { proofOutcomes } from "./outcomes-proof.ts";
import { providerOutcomes } from "./outcomes-provider.ts";

export const outcomes: Catalogue["outcomes"] = {
  ...deletionOutcomes,
  ...emailOutcomes,
  ...linkingOutcomes,
  ...mergeOutcomes,
  ...profileOutcomes,
  ...proofOutcomes,
  ...providerOutcomes,
  signed_in: { title: "Vous êtes connecté", happened: "Vous vous êtes connecté.", next: "Vous pouvez continuer." },
  signed_up: { title: "Bienvenue", happened: "Votre compte est prêt.", next: "Vous pouvez continuer." },
  already_signed_in: { title: "Vous êtes déjà connecté", happened: "Cette connexion était déjà terminée.", next: "Vous pouvez continuer là où vous étiez." },
  email_in_use: {
    title: "Cette adresse est peut-être déjà utilisée ici",
    happened: "L’adresse e-mail donnée par {provider} appartient peut-être à un compte de cette boutique.",
    next: "Prouvez avec un code qu’elle est à vous, ou continuez sans elle.",
  },
  email_claimed: {
    title: "Ce compte est-il à vous ?",
    happened: "L’adresse que vous avez confirmée est sur un compte auquel on accède ici par un autre moyen.",
    next: "Dites-nous si ce compte est à vous.",
  },
  switch_asked: { title: "Quel compte ?", happened: "Vous êtes connecté avec un autre compte.", next: "Choisissez le compte que vous voulez utiliser." },
  switch_declined: { title: "Rien n’a changé", happened: "Vous êtes resté avec votre compte.", next: "Vous pouvez continuer." },
  collision_declined: { title: "Rien n’a changé", happened: "Vous n’avez pas continué avec {provider}, et rien n’a été associé.", next: "Vous pouvez vous connecter par un autre moyen." },
  signed_out: { title: "Vous vous êtes déconnecté", happened: "La déconnexion a aussi mis fin à la connexion qui était en cours dans ce navigateur.", next: "Reconnectez-vous." },
  attempt_expired: {
    title: "Cela a pris un peu trop de temps",
    happened: "Pour votre sécurité, il faut terminer en quelques minutes. Rien n’a été changé.",
    next: "Recommencez. Cela prend quelques secondes.",
  },
  attempt_used: {
    title: "Cette connexion est terminée",
    happened: "Chaque tentative de connexion ne sert qu’une fois, et celle-ci est terminée, qu’elle ait réussi ou non.",
    next: "Recommencez pour vous connecter ici.",
  },
  attempt_superseded: {
    title: "Une connexion plus récente l’a remplacée",
    happened: "Trop de connexions étaient en cours à la fois dans ce navigateur, la plus ancienne a donc été fermée.",
    next: "Recommencez, ou continuez dans l’onglet le plus récent.",
  },
  attempt_unknown: {
    title: "Nous ne trouvons pas cette connexion",
    happened: "Le lien que vous avez suivi ne vient pas d’une connexion commencée ici, ou il est ancien.",
    next: "Recommencez d’ici.",
  },
  state_mismatch: {
    title: "Cette connexion a commencé ailleurs",
    happened: "Elle a commencé dans un autre navigateur, ou les cookies de celui-ci ont été effacés en chemin. Pour votre sécurité nous l’avons arrêtée, et rien n’a été changé.",
    next: "Recommencez dans ce navigateur. Si cela se reproduit, autorisez les cookies pour ce site.",
  },
  origin_refused: {
    title: "Nous n’avons pas pu accepter cela",
    happened: "La demande ne venait pas d’une page de ce site, nous n’avons donc rien fait.",
    next: "Ouvrez la page ici et réessayez.",
  },
  input_invalid: {
    title: "Nous n’avons pas pu lire cela",
    happened: "Quelque chose dans la demande n’était pas comme il faut, nous n’avons donc rien fait.",
    next: "Revenez en arrière et réessayez.",
  },
  database_unavailable: {
    title: "Nous n’avons pas accès à nos données en ce moment",
    happened: "Quelque chose ne répond pas chez nous. Vous n’avez pas été déconnecté et rien n’est perdu.",
    next: "Attendez un instant et réessayez.",
  },
  mail_unavailable: {
    title: "Nous n’avons pas pu envoyer l’e-mail",
    happened: "Notre service d’e-mail ne répond pas. Rien n’a été changé.",
    next: "Attendez un instant et réessayez, ou connectez-vous avec Amazon.",
  },
  rate_limited: {
    title: "Cela fait beaucoup d’essais",
    happened: "Pour protéger les comptes, nous ralentissons après de nombreux essais.",
    next: "Attendez quelques minutes et réessayez, ou utilisez un autre moyen de connexion.",
  },
  unexpected: {
    title: "Quelque chose s’est mal passé",
    happened: "Nous n’avons pas pu terminer, et nous l’avons noté. Rien n’a été fait à moitié.",
    next: "Réessayez. Si cela se reproduit, écrivez-nous et donnez le numéro de référence.",
  },
  user_suspended: {
    title: "Ce compte est suspendu",
    happened: "La boutique a suspendu ce compte.",
    next: "Écrivez-nous. Nous réglerons cela avec vous.",
  },
  user_locked: {
    title: "Ce compte est verrouillé par sécurité",
    happened: "Quelqu’un a signalé que ce compte est peut-être entre de mauvaises mains, personne ne peut donc se connecter pour l’instant.",
    next: "S’il est à vous, vous pouvez le rouvrir avec un code envoyé à son adresse e-mail. Si cela ne fonctionne pas, écrivez-nous, et nous vous aiderons à y accéder de nouveau.",
  },
  unlock_no_account: {
    title: "Aucun compte n’est verrouillé sous cette adresse",
    happened: "Le code était juste, mais cette adresse n’est l’adresse confirmée d’aucun compte ici. Rien n’a été changé.",
    next: "Le compte a peut-être une autre de vos adresses. Essayez celle-là, ou écrivez-nous.",
  },
  compromise_no_way: {
    title: "Il ne resterait aucun moyen de connexion",
    happened: "Tous les moyens de connexion de ce compte sont plus récents que le moment que vous avez choisi. Si nous les retirions, vous ne pourriez plus vous connecter non plus. Rien n’a été changé.",
    next: "Choisissez une période plus courte. S’il n’y en a pas, mettez fin aux sessions que vous ne connaissez pas, retirez les moyens de connexion qui ne sont pas les vôtres, ou écrivez-nous. Nous réglerons cela avec vous.",
  },
  not_me_link_no_way: {
    title: "Il ne resterait aucun moyen de connexion",
    happened: "Tous les moyens de connexion de ce compte sont plus récents que la connexion dont parlait l’e-mail. Si nous les retirions, vous ne pourriez plus vous connecter non plus. Rien n’a été changé.",
    next: "Connectez-vous, mettez fin aux sessions que vous ne connaissez pas, et retirez les moyens de connexion qui ne sont pas les vôtres. Si vous ne pouvez pas vous connecter, écrivez-nous aussitôt. Nous réglerons cela avec vous.",
  },
  not_me_link_unknown: {
    title: "Ce lien ne fonctionne plus",
    happened: "Le lien de l’e-mail fonctionne pendant 7 jours, et ne fonctionne plus dès qu’un compte verrouillé a été rouvert. Rien n’a été changé.",
    next: "Connectez-vous, allez voir où vous êtes connecté, et indiquez-y que ce n’était pas vous. Ou écrivez-nous aussitôt.",
  },
  copy_used: {
    title: "Cette copie a déjà été récupérée",
    happened: "Chaque copie peut être récupérée une fois, et celle-ci l’a été. Ce qu’il en reste chez nous est effacé en quelques minutes.",
    next: "Si c’était vous, vous l’avez. S’il vous en faut une autre, préparez une nouvelle copie. Si ce n’était pas vous, dites-le là où vous êtes connecté.",
  },
  copy_over: {
    title: "Cette copie n’existe plus",
    happened: "Son délai est passé, ou elle a été retirée par sécurité. Plus personne ne peut la récupérer.",
    next: "Préparez une nouvelle copie.",
  },
  user_merged: {
    title: "Ce compte a été réuni avec un autre",
    happened: "Il fait maintenant partie de cet autre compte, on ne s’y connecte donc plus séparément. Rien n’a été changé à l’instant.",
    next: "Reconnectez-vous comme d’habitude. Cela mène au compte qui est resté.",
  },
};
