type Words = { title: string; happened: string; next: string };

export const deletionOutcomes = {
  keep_asked: {
    title: "¿Quiere conservar su cuenta?",
    happened: "La cuenta en la que inició sesión está pendiente de borrarse. Todavía no hay ninguna sesión abierta.",
    next: "Diga si la conserva.",
  },
  keep_declined: {
    title: "Su cuenta sigue pendiente de borrarse",
    happened: "Dejó que se borrara. No se inició ninguna sesión.",
    next: "Si cambia de idea, inicie sesión de nuevo antes de que se borre.",
  },
  keep_over: {
    title: "Esta pregunta ya no está abierta",
    happened: "La cuenta se conservó desde otro navegador, o se cambió algo en ella, o pasó demasiado tiempo. Ahora no se cambió nada.",
    next: "Inicie sesión de nuevo. Si la cuenta sigue pendiente de borrarse, se lo preguntaremos otra vez.",
  },
  deletion_begun: {
    title: "Esta cuenta se está borrando",
    happened: "Pasaron los días en los que se podía conservar y se está borrando. Nada puede recuperarla.",
    next: "Puede crear una cuenta nueva cuando quiera.",
  },
  deletion_pending: {
    title: "Esta cuenta está pendiente de borrarse",
    happened: "Nos pidió que borráramos esta cuenta. Ahora no se cambió nada.",
    next: "Si ha cambiado de idea, inicie sesión en ella: le preguntaremos si la conserva.",
  },
} as const satisfies Record<string, Words>;
