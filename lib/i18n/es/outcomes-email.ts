import type { Catalogue } from "../catalogue.ts";

type Words = { title: string; happened: string; next: string };

export const emailOutcomes = {
  email_code_incomplete: { title: "Faltan cifras", happened: "Escriba las seis cifras del correo más reciente que le enviamos.", next: "Mire el correo más reciente y escriba el código de nuevo." },
  email_code_wrong: {
    title: "Ese código no es correcto",
    happened: "Las seis cifras no son las del correo más reciente que le enviamos.",
    next: "Mire el correo más reciente y escriba el código de nuevo.",
  },
  email_code_spent: {
    title: "Demasiados códigos incorrectos",
    happened: "Para proteger la cuenta, este código ya no sirve. Pida otro.",
    next: "Pida un código nuevo.",
  },
  email_code_superseded: {
    title: "Hay un correo más reciente",
    happened: "Desde entonces pidió otro código para esta dirección, así que el anterior ya no sirve. Escriba el más reciente donde lo pidió, o envíe otro desde aquí.",
    next: "Escriba el código más reciente donde lo pidió, o pida otro.",
  },
  email_proved: { title: "Su dirección está confirmada", happened: "Ahora puede iniciar sesión con un código a esta dirección.", next: "Puede continuar." },
  email_address_same: {
    title: "Esa ya es su dirección",
    happened: "Esta dirección está confirmada para su cuenta.",
    next: "Escriba otra para cambiarla.",
  },
  email_owned_by_other: {
    title: "Esta dirección ya se usa aquí",
    happened: "Pertenece a otra cuenta de esta tienda. No se cambió nada.",
    next: "Inicie sesión con esta dirección para usar esa cuenta, o elija aquí otra dirección.",
  },
  email_undo_unknown: {
    title: "No conocemos ese enlace",
    happened: "El enlace no está completo, es antiguo o no viene de un correo nuestro. No se cambió nada.",
    next: "Copie el enlace completo del correo e inténtelo de nuevo, o escríbanos.",
  },
  email_undo_used: {
    title: "Este cambio ya se deshizo",
    happened: "El enlace sirve una sola vez, y ya se usó.",
    next: "Inicie sesión con un código a su dirección anterior.",
  },
  email_undo_expired: {
    title: "Este enlace ha caducado",
    happened: "Un cambio de dirección se puede deshacer durante 7 días.",
    next: "Escríbanos. Le ayudaremos a recuperar su cuenta.",
  },
  email_undo_taken: {
    title: "No pudimos deshacer este cambio",
    happened: "Otra cuenta de esta tienda ya usa la dirección anterior. No se cambió nada.",
    next: "Escríbanos. Lo resolveremos con usted.",
  },
  email_link_malformed: {
    title: "Ese enlace no está completo",
    happened: "Falta una parte del enlace. Algunos programas de correo cortan los enlaces largos.",
    next: "Copie el enlace completo del correo, o escriba el código de seis cifras.",
  },
  email_link_unknown: {
    title: "No conocemos ese enlace",
    happened: "El enlace es antiguo o no viene de un correo nuestro.",
    next: "Pida un correo nuevo.",
  },
  email_link_used: {
    title: "Ese enlace ya se usó",
    happened: "Cada correo sirve una sola vez, con su enlace o con su código, y este ya se usó.",
    next: "Si no tiene la sesión iniciada, pida un correo nuevo.",
  },
  email_link_superseded: {
    title: "Hay un correo más reciente",
    happened: "Después de este correo pidió otro, y solo vale el más reciente.",
    next: "Abra el enlace del correo más reciente, o pida otro.",
  },
  email_link_expired: {
    title: "Ese enlace ha caducado",
    happened: "Un enlace sirve durante 10 minutos.",
    next: "Pida un correo nuevo.",
  },
  email_link_elsewhere: {
    title: "Este enlace es de otro navegador",
    happened: "Un enlace solo sirve para iniciar sesión en el navegador que lo pidió. No se cambió nada.",
    next: "Ábralo en el navegador en el que empezó, o escriba allí el código de seis cifras.",
  },
  email_address_invalid: {
    title: "Eso no parece una dirección de correo",
    happened: "No pudimos leer la dirección.",
    next: "Revísela e inténtelo de nuevo, por ejemplo name@example.com.",
  },
  email_code_expired: {
    title: "Ese código ha caducado",
    happened: "Un código sirve durante 10 minutos, y solo vale el más reciente.",
    next: "Pida un código nuevo.",
  },
} as const satisfies Partial<Record<keyof Catalogue["outcomes"], Words>>;
