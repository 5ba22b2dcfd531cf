type Words = { title: string; happened: string; next: string };

export const deletionOutcomes = {
  keep_asked: {
    title: "Voulez-vous garder votre compte ?",
    happened: "Le compte auquel vous vous êtes connecté va être supprimé. Personne n’est encore connecté.",
    next: "Dites si vous le gardez.",
  },
  keep_declined: {
    title: "Votre compte va toujours être supprimé",
    happened: "Vous avez laissé la suppression suivre son cours. Personne n’a été connecté.",
    next: "Si vous changez d’avis, reconnectez-vous avant qu’il soit effacé.",
  },
  keep_over: {
    title: "Cette question n’est plus ouverte",
    happened: "Le compte a été gardé depuis un autre navigateur, ou quelque chose y a été changé, ou trop de temps a passé. Rien n’a été changé à l’instant.",
    next: "Reconnectez-vous. Si le compte doit encore être supprimé, nous vous le demanderons de nouveau.",
  },
  deletion_begun: {
    title: "Ce compte est en cours de suppression",
    happened: "Les jours pendant lesquels il pouvait être gardé sont passés, et il est en train d’être effacé. Rien ne peut le rétablir.",
    next: "Vous pouvez créer un nouveau compte à tout moment.",
  },
  deletion_pending: {
    title: "Ce compte va être supprimé",
    happened: "Vous nous avez demandé de supprimer ce compte. Rien n’a été changé à l’instant.",
    next: "Si vous avez changé d’avis, connectez-vous à ce compte : nous vous demanderons si vous le gardez.",
  },
} as const satisfies Record<string, Words>;
