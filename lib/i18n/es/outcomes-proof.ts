import type { Catalogue } from "../catalogue.ts";

type Words = { title: string; happened: string; next: string };

export const proofOutcomes = {
  password_wrong: {
    title: "No coinciden",
    happened: "Aquí, esa dirección y esa contraseña no van juntas.",
    next: "Inténtelo de nuevo, o inicie sesión con un código a su correo y elija después una contraseña nueva.",
  },
  password_missing: { title: "Falta la contraseña", happened: "Escriba una contraseña.", next: "Escriba una contraseña y envíe el formulario de nuevo." },
  password_too_short: {
    title: "Esa contraseña es demasiado corta",
    happened: "Use 15 caracteres o más. Cuatro palabras seguidas son lo bastante largas y fáciles de recordar.",
    next: "Elija una contraseña más larga.",
  },
  password_too_long: { title: "Esa contraseña es demasiado larga", happened: "Use 256 caracteres como máximo.", next: "Elija una contraseña más corta." },
  password_too_easy: {
    title: "Esa contraseña es demasiado fácil de adivinar",
    happened: "Está hecha de palabras corrientes o frases conocidas, repeticiones, teclas seguidas, su dirección o el nombre de esta tienda, que es lo primero que se prueba.",
    next: "Elija otra, por ejemplo cuatro palabras que no tengan nada que ver entre sí.",
  },
  password_needs_address: {
    title: "Confirme antes su dirección",
    happened: "La contraseña se escribe junto con su dirección de correo, y la suya todavía no está confirmada.",
    next: "Confirme su dirección y después elija una contraseña.",
  },
  password_busy: {
    title: "Demasiadas personas a la vez",
    happened: "En este momento se están comprobando muchas contraseñas, así que la suya no se miró. No se cambió nada.",
    next: "Espere unos segundos e inténtelo de nuevo, o use otra forma de iniciar sesión.",
  },
  identity_confirmed: { title: "Gracias", happened: "Confirmó que es usted.", next: "Puede continuar." },
  step_up_other_session: {
    title: "Desde entonces inició otra sesión",
    happened: "Se le pidió confirmar que es usted en una visita anterior, que ya terminó. No se cambió nada.",
    next: "Vuelva a lo que quería hacer. Si todavía hace falta, se lo pediremos de nuevo.",
  },
  step_up_method_gone: {
    title: "Esa forma ya no sirve",
    happened: "Lo que usó para confirmar que es usted ya no forma parte de su cuenta. No se cambió nada.",
    next: "Vuelva atrás y elija otra forma.",
  },
  step_up_other_account: {
    title: "Esa era otra cuenta",
    happened: "Volvió con una cuenta que no está vinculada a la suya de aquí. No se cambió ni se vinculó nada.",
    next: "Vuelva atrás y elija la cuenta con la que inicia sesión aquí.",
  },
  passkey_needs_script: {
    title: "Una llave de acceso necesita JavaScript",
    happened: "Su navegador no pidió la llave de acceso: la página aún se estaba cargando, JavaScript está desactivado en ella, o el navegador es demasiado antiguo para llaves de acceso.",
    next: "Inténtelo de nuevo. Si vuelve a pasar, permita JavaScript en este sitio, o use otra forma.",
  },
  passkey_refused: {
    title: "Esa llave de acceso no funcionó",
    happened: "No pudimos comprobar lo que respondió su llave de acceso, así que no se cambió nada.",
    next: "Inténtelo de nuevo, o use otra forma.",
  },
  passkey_expired: {
    title: "Ha tardado demasiado",
    happened: "Una llave de acceso debe responder en 5 minutos. No se cambió nada.",
    next: "Inténtelo de nuevo. Son unos segundos.",
  },
  passkey_used: {
    title: "Esa respuesta ya se usó",
    happened: "Cada respuesta de una llave de acceso sirve una sola vez, y esta ya se ha usado.",
    next: "Use otra vez su llave de acceso.",
  },
  passkey_unknown: {
    title: "No conocemos esa llave de acceso",
    happened: "No pertenece a ninguna cuenta de aquí. Puede que se quitara en los ajustes de la cuenta.",
    next: "Elija otra llave de acceso, o use otra forma.",
  },
  passkey_cloned: {
    title: "Hemos rechazado esta llave de acceso",
    happened: "Su llave de acceso respondió como una copia de sí misma. Para proteger la cuenta no la aceptamos.",
    next: "Use otra forma, después quite esta llave de acceso en sus ajustes y añada una nueva.",
  },
  passkey_known: {
    title: "Esta llave de acceso ya está aquí",
    happened: "El dispositivo tiene una llave de acceso para esta tienda, y se queda como está.",
    next: "Use la que tiene, o añada una desde otro dispositivo.",
  },
  passkey_limit: {
    title: "No guardamos más llaves de acceso",
    happened: "Una cuenta puede tener 20 llaves de acceso, y esta tiene 20.",
    next: "Quite una que ya no use y después añada la nueva.",
  },
  passkey_name_invalid: {
    title: "La llave de acceso necesita un nombre",
    happened: "Un nombre tiene de 1 a 60 caracteres.",
    next: "Elija un nombre con el que reconozca el dispositivo.",
  },
  proof_of_other_user: {
    title: "Eso no demuestra que esta dirección sea suya",
    happened: "Lo que usó pertenece a una cuenta distinta de la que tiene la dirección de esta página. No se vinculó nada.",
    next: "Demuéstrelo de otra forma, o continúe sin la dirección.",
  },
  last_sign_in_method: {
    title: "Es su última forma de entrar",
    happened: "Si se quitara, ya no podría entrar, así que la hemos conservado.",
    next: "Añada antes otra forma de iniciar sesión.",
  },
  reauthentication_required: {
    title: "Confirme que es usted",
    happened: "Para este paso hay que haber iniciado sesión hace poco.",
    next: "Inicie sesión de nuevo y continúe.",
  },
} as const satisfies Partial<Record<keyof Catalogue["outcomes"], Words>>;
