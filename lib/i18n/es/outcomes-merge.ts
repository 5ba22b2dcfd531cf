import type { Catalogue } from "../catalogue.ts";

type Words = { title: string; happened: string; next: string };

export const mergeOutcomes = {
  merge_proved: { title: "Las dos cuentas son suyas", happened: "Demostró que la otra cuenta también es suya.", next: "Revise las dos y únalas." },
  accounts_merged: { title: "Sus dos cuentas son ahora una sola", happened: "Todo está en una sola cuenta.", next: "Puede continuar." },
  merge_no_account: {
    title: "Ninguna cuenta de aquí tiene eso",
    happened: "Lo que demostró que es suyo no pertenece a ninguna cuenta de esta tienda, así que no hay nada que unir. No se cambió nada.",
    next: "Quizá la otra cuenta se creó con otra dirección o con otra empresa. Vuelva atrás y pruebe con esa.",
  },
  merge_own_way: {
    title: "Demuestre de otra forma que esa cuenta es suya",
    happened: "Tiene una dirección confirmada, una contraseña o una llave de acceso, así que no basta con volver de {provider}. No se cambió nada.",
    next: "Vuelva atrás y demuéstrelo con un código por correo, su contraseña o su llave de acceso.",
  },
  merge_one_must_count: {
    title: "Una de las dos necesita otra forma de entrar",
    happened: "Volver de otra empresa no basta para las dos cuentas a la vez: podría hacerlo cualquiera que esté en este equipo. No se cambió nada.",
    next: "Añada una dirección de correo o una llave de acceso a la cuenta en la que está y confirme con ella. Después demuestre que la otra es suya.",
  },
  merge_proof_expired: {
    title: "Esa comprobación ya no sirve",
    happened: "Para proteger las cuentas, una comprobación sirve durante diez minutos y una sola vez, y solo hasta que se cambie una forma de iniciar sesión en esa cuenta. No se cambió nada.",
    next: "Vuelva atrás y demuestre otra vez que la otra cuenta es suya.",
  },
  merge_same_user: {
    title: "Es la misma cuenta",
    happened: "Lo que acaba de mostrarnos pertenece a la cuenta en la que ha iniciado sesión. No se cambió nada.",
    next: "Si tiene otra cuenta, vuelva atrás y demuestre que esa es suya.",
  },
  merge_user_suspended: {
    title: "Una de estas cuentas está en pausa",
    happened: "La tienda ha puesto en pausa una de las dos cuentas, así que ahora no se pueden unir ni separar. No se cambió nada.",
    next: "Escríbanos. Lo resolveremos con usted.",
  },
  merge_user_locked: {
    title: "Una de estas cuentas está bloqueada por seguridad",
    happened: "Alguien avisó de que una de las dos cuentas puede estar en malas manos. No se cambió nada.",
    next: "Escríbanos. Primero le ayudaremos a volver a entrar.",
  },
  merge_deletion_pending: {
    title: "Una de estas cuentas está pendiente de borrarse",
    happened: "Nos pidió que borráramos una de las dos cuentas. No se cambió nada.",
    next: "Si ha cambiado de idea, inicie sesión en esa cuenta: le preguntaremos si la conserva.",
  },
  merge_user_gone: {
    title: "Una de estas cuentas ya no existe",
    happened: "Se borró mientras usted estaba aquí. No se cambió nada.",
    next: "Puede continuar con la cuenta en la que ha iniciado sesión.",
  },
  address_released: {
    title: "Esta dirección era de una cuenta que se unió con otra",
    happened: "En los últimos 7 días dos cuentas pasaron a ser una, y se conservó otra dirección. Por eso esta todavía no sirve para iniciar sesión ni para crear una cuenta nueva. No se cambió nada.",
    next: "Inicie sesión con la dirección que se conservó o de otra forma que conozca. Si no fue usted quien las unió, abra el enlace de nuestro correo a esta dirección: vuelve a separarlas.",
  },
  merge_address_undo: {
    title: "Una dirección se cambió hace poco",
    happened: "La dirección de correo de una de estas cuentas se cambió en los últimos 7 días, y desde la anterior todavía se puede deshacer. Hasta entonces las cuentas no se unen ni se separan. No se cambió nada.",
    next: "Vuelva cuando hayan pasado los 7 días, o escríbanos.",
  },
  merge_undo_unknown: {
    title: "No nos consta que estas cuentas estén unidas",
    happened: "No hay nada que separar en la cuenta en la que ha iniciado sesión.",
    next: "Mire la lista en sus ajustes, o escríbanos.",
  },
  merge_undo_used: {
    title: "Estas cuentas ya se separaron",
    happened: "Eso se puede hacer una sola vez, y ya se hizo. Ahora no se cambió nada.",
    next: "Inicie sesión en la otra cuenta de una forma que le pertenezca a ella.",
  },
  merge_undo_expired: {
    title: "Estas cuentas ya no se pueden separar",
    happened: "Había 30 días para hacerlo, y ya pasaron. No se cambió nada.",
    next: "Escríbanos si necesita ayuda con lo que se unió.",
  },
  merge_link_expired: {
    title: "Este enlace ha caducado",
    happened: "El enlace del correo separa las cuentas durante 7 días, y ya pasaron. No se cambió nada.",
    next: "Inicie sesión y mire en su cuenta: allí se puede hacer durante 30 días. O escríbanos, y le ayudaremos.",
  },
  merge_undo_later_first: {
    title: "Después se unió otra cuenta a la suya",
    happened: "Hay que separar primero lo que se unió en último lugar. No se cambió nada.",
    next: "Mire la lista en sus ajustes y empiece por la más reciente.",
  },
  merge_undo_last_way: {
    title: "Una de las cuentas se quedaría sin forma de entrar",
    happened: "Separarlas ahora dejaría una de las dos cuentas sin ninguna forma de iniciar sesión. No se cambió nada.",
    next: "Añada a esta cuenta otra forma de iniciar sesión e inténtelo de nuevo. Si no funciona, escríbanos y lo resolveremos con usted.",
  },
} as const satisfies Partial<Record<keyof Catalogue["outcomes"], Words>>;
