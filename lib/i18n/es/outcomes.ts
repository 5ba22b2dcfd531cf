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
  signed_in: { title: "Ha iniciado sesión", happened: "Inició sesión.", next: "Puede continuar." },
  signed_up: { title: "Le damos la bienvenida", happened: "Su cuenta está lista.", next: "Puede continuar." },
  already_signed_in: { title: "Ya ha iniciado sesión", happened: "Este inicio de sesión ya había terminado.", next: "Puede continuar donde estaba." },
  email_in_use: {
    title: "Puede que esta dirección ya se use aquí",
    happened: "La dirección de correo que dio {provider} puede ser de una cuenta de esta tienda.",
    next: "Demuestre con un código que es suya, o continúe sin ella.",
  },
  email_claimed: {
    title: "¿Es suya esta cuenta?",
    happened: "La dirección que confirmó está en una cuenta de aquí a la que se entra de otra forma.",
    next: "Díganos si esa cuenta es suya.",
  },
  switch_asked: { title: "¿Qué cuenta?", happened: "Ha iniciado sesión con otra cuenta.", next: "Elija la cuenta que quiere usar." },
  switch_declined: { title: "No ha cambiado nada", happened: "Se quedó en su cuenta.", next: "Puede continuar." },
  collision_declined: { title: "No ha cambiado nada", happened: "No continuó con {provider}, y no se vinculó nada.", next: "Puede iniciar sesión de otra forma." },
  signed_out: { title: "Ha cerrado sesión", happened: "Al cerrar la sesión también se detuvo el inicio de sesión que estaba en marcha en este navegador.", next: "Inicie sesión de nuevo." },
  attempt_expired: {
    title: "Ha tardado demasiado",
    happened: "Por su seguridad, hay que terminarlo en unos minutos. No se cambió nada.",
    next: "Empiece de nuevo. Son unos segundos.",
  },
  attempt_used: {
    title: "Este inicio de sesión ya terminó",
    happened: "Cada inicio de sesión sirve una sola vez, y este ha terminado, saliera bien o no.",
    next: "Empiece de nuevo para iniciar sesión aquí.",
  },
  attempt_superseded: {
    title: "Otro inicio de sesión más reciente ocupó su lugar",
    happened: "Había demasiados inicios de sesión abiertos a la vez en este navegador, así que se cerró el más antiguo.",
    next: "Empiece de nuevo, o continúe en la pestaña más reciente.",
  },
  attempt_unknown: {
    title: "No encontramos este inicio de sesión",
    happened: "El enlace que siguió no es de un inicio de sesión que hayamos empezado, o es antiguo.",
    next: "Empiece de nuevo desde aquí.",
  },
  state_mismatch: {
    title: "Este inicio de sesión empezó en otro lugar",
    happened: "Se empezó en otro navegador, o las cookies de este se borraron por el camino. Por su seguridad lo detuvimos, y no se cambió nada.",
    next: "Empiece de nuevo en este navegador. Si vuelve a pasar, permita las cookies en este sitio.",
  },
  origin_refused: {
    title: "No pudimos aceptar eso",
    happened: "La solicitud no venía de una página de este sitio, así que no hicimos nada.",
    next: "Abra la página aquí e inténtelo de nuevo.",
  },
  input_invalid: {
    title: "No pudimos leer eso",
    happened: "Algo en la solicitud no era como debía, así que no hicimos nada.",
    next: "Vuelva atrás e inténtelo de nuevo.",
  },
  database_unavailable: {
    title: "Ahora no podemos acceder a nuestros datos",
    happened: "Algo por nuestra parte no responde. Su sesión no se ha cerrado y no se ha perdido nada.",
    next: "Espere un momento e inténtelo de nuevo.",
  },
  mail_unavailable: {
    title: "No pudimos enviar el correo",
    happened: "Nuestro servicio de correo no responde. No se cambió nada.",
    next: "Espere un momento e inténtelo de nuevo, o inicie sesión con Amazon.",
  },
  rate_limited: {
    title: "Han sido muchos intentos",
    happened: "Para proteger las cuentas, después de muchos intentos vamos más despacio.",
    next: "Espere unos minutos e inténtelo de nuevo, o use otra forma de iniciar sesión.",
  },
  unexpected: {
    title: "Algo ha fallado",
    happened: "No pudimos terminar esto, y lo hemos anotado. Nada quedó a medias.",
    next: "Inténtelo de nuevo. Si vuelve a pasar, escríbanos e indique el número de referencia.",
  },
  user_suspended: {
    title: "Esta cuenta está en pausa",
    happened: "La tienda ha puesto esta cuenta en pausa.",
    next: "Escríbanos. Lo resolveremos con usted.",
  },
  user_locked: {
    title: "Esta cuenta está bloqueada por seguridad",
    happened: "Alguien avisó de que esta cuenta puede estar en malas manos, así que por ahora nadie puede iniciar sesión.",
    next: "Si es suya, puede volver a abrirla con un código a su dirección de correo. Si no funciona, escríbanos y le ayudaremos a volver a entrar.",
  },
  unlock_no_account: {
    title: "No hay ninguna cuenta bloqueada con esta dirección",
    happened: "El código era correcto, pero ninguna cuenta de aquí tiene esta dirección confirmada. No se cambió nada.",
    next: "Quizá la cuenta tenga otra de sus direcciones. Pruebe con esa, o escríbanos.",
  },
  compromise_no_way: {
    title: "No quedaría ninguna forma de iniciar sesión",
    happened: "Todas las formas de iniciar sesión de esta cuenta son más recientes que el momento que eligió. Si las quitáramos, usted tampoco podría entrar. No se cambió nada.",
    next: "Elija un tiempo más corto. Si no lo hay, cierre las sesiones que no conozca, quite las formas de iniciar sesión que no sean suyas, o escríbanos. Lo resolveremos con usted.",
  },
  not_me_link_no_way: {
    title: "No quedaría ninguna forma de iniciar sesión",
    happened: "Todas las formas de iniciar sesión de esta cuenta son más recientes que el inicio de sesión del que hablaba el correo. Si las quitáramos, usted tampoco podría entrar. No se cambió nada.",
    next: "Inicie sesión, cierre las sesiones que no conozca y quite las formas de iniciar sesión que no sean suyas. Si no puede iniciar sesión, escríbanos enseguida. Lo resolveremos con usted.",
  },
  not_me_link_unknown: {
    title: "Este enlace ya no sirve",
    happened: "El enlace del correo sirve durante 7 días, y deja de servir cuando una cuenta bloqueada se ha vuelto a abrir. No se cambió nada.",
    next: "Inicie sesión, mire dónde tiene la sesión abierta y diga allí que no fue usted. O escríbanos enseguida.",
  },
  copy_used: {
    title: "Esta copia ya se descargó",
    happened: "Cada copia se puede descargar una vez, y esta ya se descargó. Lo que quede de ella aquí se borra en unos minutos.",
    next: "Si fue usted, ya la tiene. Si necesita otra, prepare una copia nueva. Si no fue usted, dígalo donde tiene la sesión abierta.",
  },
  copy_over: {
    title: "Esta copia ya no existe",
    happened: "Su plazo terminó o se retiró por seguridad. Ya nadie puede descargarla.",
    next: "Prepare una copia nueva.",
  },
  user_merged: {
    title: "Esta cuenta se unió con otra",
    happened: "Ahora forma parte de esa cuenta, así que ya no se entra en ella por separado. Ahora no se cambió nada.",
    next: "Inicie sesión de nuevo como siempre. Eso le lleva a la cuenta que se quedó.",
  },
};
