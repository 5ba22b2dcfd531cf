import type { Catalogue } from "../catalogue.ts";

export const mail: Catalogue["mail"] = {
  emailCode: {
    subject: "{code} est votre code {site}",
    intro: "Voici votre code pour vous connecter à {site} :",
    introExisting: "Voici votre code. Le saisir associe un nouveau moyen de connexion à votre compte chez {site} et y connecte. Ne l’utilisez que si vous avez commencé cela vous-même :",
    introReset: "Voici votre code pour choisir un nouveau mot de passe chez {site}. Toute personne qui l’a peut se connecter à votre compte, ne l’utilisez donc que si vous avez commencé cela vous-même :",
    introChange: "Voici votre code. Le saisir fait de cette adresse celle d’un compte chez {site}, et dès lors un code envoyé ici y connecte. Ne l’utilisez que si vous avez commencé cela vous-même :",
    introMerge: "Voici votre code. Une personne connectée à {site} veut réunir le compte de cette adresse avec le sien, et la personne qui saisit ce code peut le faire. Ne l’utilisez que si c’est vous :",
    link: "Ou ouvrez ce lien dans le navigateur où vous l’avez demandé",
    linkNote: "Ouvrir le lien ne change encore rien : la page dit ce qui va se passer, et vous appuyez sur un bouton. Sur un autre appareil, tapez plutôt le code.",
    validity: "Il est valable {minutes} minutes, dans le navigateur où vous l’avez demandé.",
    validityBoth: "Le code et le lien sont valables {minutes} minutes. Dès que l’un a servi, l’autre ne l’est plus.",
    notYou: "Si vous ne l’avez pas demandé, vous n’avez rien à faire. Personne ne peut se connecter sans cet e-mail.",
    neverShare: "{site} ne vous le demandera jamais par téléphone ou par message.",
  },
  addressInUse: {
    subject: "Quelqu’un a voulu utiliser votre adresse chez {site}",
    text: "Une personne connectée à un autre compte chez {site} a voulu y utiliser cette adresse e-mail. L’adresse appartient à votre compte, rien n’a donc été changé.",
    yours: "Si c’était vous : connectez-vous avec cette adresse pour utiliser le compte qui l’a.",
    notYou: "Si ce n’était pas vous, vous n’avez rien à faire.",
  },
};
