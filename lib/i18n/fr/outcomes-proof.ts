import type { Catalogue } from "../catalogue.ts";

type Words = { title: string; happened: string; next: string };

export const proofOutcomes = {
  password_wrong: {
    title: "Cela ne correspond pas",
    happened: "L’adresse et le mot de passe ne vont pas ensemble ici.",
    next: "Réessayez, ou connectez-vous avec un code envoyé à votre adresse e-mail et choisissez alors un nouveau mot de passe.",
  },
  password_missing: { title: "Votre mot de passe, s’il vous plaît", happened: "Saisissez un mot de passe.", next: "Saisissez un mot de passe et envoyez de nouveau le formulaire." },
  password_too_short: {
    title: "Ce mot de passe est trop court",
    happened: "Utilisez 15 caractères ou plus. Quatre mots à la suite sont assez longs et faciles à retenir.",
    next: "Choisissez un mot de passe plus long.",
  },
  password_too_long: { title: "Ce mot de passe est trop long", happened: "Utilisez 256 caractères au plus.", next: "Choisissez un mot de passe plus court." },
  password_too_easy: {
    title: "Ce mot de passe est trop facile à deviner",
    happened: "Il est fait de mots courants ou d’expressions connues, de répétitions, de touches qui se suivent, de votre adresse ou du nom de cette boutique : c’est ce qu’on essaie en premier.",
    next: "Choisissez-en un autre, par exemple quatre mots qui n’ont rien à voir entre eux.",
  },
  password_needs_address: {
    title: "Merci de confirmer d’abord votre adresse",
    happened: "Un mot de passe se saisit avec votre adresse e-mail, et la vôtre n’est pas encore confirmée.",
    next: "Confirmez votre adresse, puis choisissez un mot de passe.",
  },
  password_busy: {
    title: "Trop de monde à la fois",
    happened: "Beaucoup de mots de passe sont en cours de vérification, le vôtre n’a donc pas été regardé. Rien n’a été changé.",
    next: "Attendez quelques secondes et réessayez, ou utilisez un autre moyen de connexion.",
  },
  identity_confirmed: { title: "Merci", happened: "Vous avez confirmé que c’est bien vous.", next: "Vous pouvez continuer." },
  step_up_other_session: {
    title: "Vous vous êtes reconnecté depuis",
    happened: "Nous vous avions demandé de confirmer que c’est bien vous lors d’une visite précédente, qui est terminée. Rien n’a été changé.",
    next: "Revenez à ce que vous vouliez faire. Si c’est encore nécessaire, nous vous le redemanderons.",
  },
  step_up_method_gone: {
    title: "Ce moyen ne fonctionne plus",
    happened: "Ce que vous avez utilisé pour confirmer que c’est bien vous ne fait plus partie de votre compte. Rien n’a été changé.",
    next: "Revenez en arrière et choisissez un autre moyen.",
  },
  step_up_other_account: {
    title: "C’était un autre compte",
    happened: "Le compte avec lequel vous êtes revenu n’est pas associé à votre compte ici. Rien n’a été changé, et rien n’a été associé.",
    next: "Revenez en arrière et choisissez le compte avec lequel vous vous connectez ici.",
  },
  passkey_needs_script: {
    title: "Une clé d’accès a besoin de JavaScript",
    happened: "Votre navigateur n’a pas demandé la clé d’accès : la page n’était pas encore chargée, JavaScript y est désactivé, ou le navigateur est trop ancien pour les clés d’accès.",
    next: "Réessayez. Si cela se reproduit, autorisez JavaScript pour ce site, ou utilisez un autre moyen.",
  },
  passkey_refused: {
    title: "Cette clé d’accès n’a pas fonctionné",
    happened: "Nous n’avons pas pu vérifier la réponse de votre clé d’accès, rien n’a donc été changé.",
    next: "Réessayez avec elle, ou utilisez un autre moyen.",
  },
  passkey_expired: {
    title: "Cela a pris un peu trop de temps",
    happened: "Une clé d’accès doit répondre dans les 5 minutes. Rien n’a été changé.",
    next: "Réessayez. Cela prend quelques secondes.",
  },
  passkey_used: {
    title: "Cette réponse a déjà servi",
    happened: "Chaque réponse d’une clé d’accès ne sert qu’une fois, et celle-ci a déjà servi.",
    next: "Utilisez encore une fois votre clé d’accès.",
  },
  passkey_unknown: {
    title: "Nous ne connaissons pas cette clé d’accès",
    happened: "Elle n’appartient à aucun compte ici. Elle a peut-être été retirée dans les réglages du compte.",
    next: "Choisissez une autre clé d’accès, ou utilisez un autre moyen.",
  },
  passkey_cloned: {
    title: "Nous avons refusé cette clé d’accès",
    happened: "Votre clé d’accès a répondu comme une copie d’elle-même. Pour protéger le compte, nous ne l’avons pas acceptée.",
    next: "Utilisez un autre moyen, puis retirez cette clé d’accès dans vos réglages et ajoutez-en une nouvelle.",
  },
  passkey_known: {
    title: "Cette clé d’accès est déjà là",
    happened: "L’appareil a une clé d’accès pour cette boutique, et elle reste comme elle est.",
    next: "Utilisez celle que vous avez, ou ajoutez-en une depuis un autre appareil.",
  },
  passkey_limit: {
    title: "Vous avez le nombre maximal de clés d’accès",
    happened: "Un compte peut avoir 20 clés d’accès, et celui-ci en a 20.",
    next: "Retirez-en une que vous n’utilisez plus, puis ajoutez la nouvelle.",
  },
  passkey_name_invalid: {
    title: "La clé d’accès a besoin d’un nom",
    happened: "Un nom a de 1 à 60 caractères.",
    next: "Choisissez un nom qui vous permet de reconnaître l’appareil.",
  },
  proof_of_other_user: {
    title: "Cela ne prouve pas que cette adresse est à vous",
    happened: "Ce que vous avez utilisé appartient à un autre compte que l’adresse de cette page. Rien n’a été associé.",
    next: "Prouvez d’une autre manière que l’adresse est à vous, ou continuez sans elle.",
  },
  last_sign_in_method: {
    title: "C’est votre dernier moyen de connexion",
    happened: "Sans lui, vous ne pourriez plus vous connecter, nous l’avons donc gardé.",
    next: "Ajoutez d’abord un autre moyen de connexion.",
  },
  reauthentication_required: {
    title: "Merci de confirmer que c’est bien vous",
    happened: "Pour cette étape, il faut s’être connecté à l’instant.",
    next: "Reconnectez-vous et continuez.",
  },
} as const satisfies Partial<Record<keyof Catalogue["outcomes"], Words>>;
