import type { Catalogue } from "../catalogue.ts";

export const copy: Catalogue["copy"] = {
  title: "Une copie de ce que nous gardons sur vous",
  lead: "Vous recevez tout ce que nous gardons sur vous dans une archive : une page à lire, et la même chose pour les programmes.",
  all: "Vos informations, comptes liés, connexions, commandes et tout ce que cite la politique de confidentialité.",
  noSecrets: "Ni mots de passe, ni codes, ni clés : celui qui trouve la copie ne peut pas se connecter avec.",
  how: "Elle est préparée en arrière-plan et se trouve ensuite sur cette page.",
  told: {
    mail: "Nous écrivons à votre adresse confirmée quand elle est prête. Si elle ne peut pas être préparée, seule cette page le dit.",
    page: "Vous n’avez pas d’adresse confirmée à laquelle nous pourrions écrire : revenez sur cette page pour la récupérer. Si elle ne peut pas être préparée, cette page le dit.",
  },
  make: "Préparer une copie",
  again: "Préparer une nouvelle copie",
  look: "Regarder à nouveau",
  back: "Retour à votre compte",
  toPage: "Aller à votre copie",
  help: "Nous écrire",
  waiting: {
    title: "Votre copie attend d’être préparée",
    text: "Elle n’a pas encore été commencée. Vous pouvez quitter cette page, cela continue sans vous.",
  },
  making: {
    title: "Votre copie est en préparation",
    text: "{percent} % sont prêts. Vous pouvez quitter cette page, cela continue sans vous.",
    progress: "Avancement de la copie",
  },
  ready: {
    title: "Votre copie est prête",
    text: "Vous pouvez la récupérer une fois, jusqu’au {date}.",
    begun: "La récupération a commencé. Si elle s’est interrompue, vous pouvez recommencer dans ce navigateur, jusqu’au {date}.",
    fetch: "Récupérer la copie",
    size: "Archive (ZIP), {size}.",
    proveText: "Elle a été demandée dans un autre navigateur ou une autre connexion. Prouvez une fois encore que c’est vous, et vous pourrez la récupérer ici.",
    prove: "Prouver que c’est vous",
  },
  ended: {
    fetched: {
      title: "Votre copie a été récupérée",
      text: "Le lien a servi une fois et l’archive est effacée chez nous. Elle a été récupérée le {date}.",
    },
    fetching: {
      title: "Votre copie est en train d’être récupérée",
      text: "La récupération a commencé dans un autre navigateur ou une autre connexion. Elle ne peut être recommencée que là, jusqu’au {date} ; ensuite, la copie est effacée chez nous.",
    },
    expired: {
      title: "Votre copie a expiré",
      text: "Elle n’a pas été récupérée à temps et est effacée chez nous. Le délai a pris fin le {date}.",
    },
    voided: {
      title: "Votre copie a été retirée",
      text: "Quelque chose s’est passé entre-temps sur votre compte, elle a donc été retirée par sécurité. Plus personne ne peut la récupérer.",
    },
    failed: {
      title: "Votre copie n’a pas pu être préparée",
      text: "C’est de notre faute. Préparez-en une nouvelle ; si cela échoue aussi, écrivez-nous.",
    },
  },
  file: {
    title: "Ce que {site} garde sur vous",
    lead: "Une copie de {address}, préparée le {time}.",
    left: "Les mots de passe, les codes et les clés n’y sont pas : cette copie n’ouvre rien.",
    names: "Les noms des champs sont ceux de notre base de données, en anglais. Un texte qu’un tableur prendrait pour une formule est précédé d’une apostrophe. Le fichier your-data.json contient la même chose pour les programmes, mot pour mot.",
    none: "Rien.",
    yes: "oui",
    no: "non",
  },
};
