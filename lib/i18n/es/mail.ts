import type { Catalogue } from "../catalogue.ts";

export const mail: Catalogue["mail"] = {
  emailCode: {
    subject: "{code} es su código de {site}",
    intro: "Este es su código para iniciar sesión en {site}:",
    introExisting: "Este es su código. Al escribirlo se vincula una nueva forma de iniciar sesión a su cuenta de {site} y se inicia sesión en ella. Úselo solo si lo empezó usted:",
    introReset: "Este es su código para elegir una contraseña nueva en {site}. Quien lo tenga puede entrar en su cuenta, así que úselo solo si lo empezó usted:",
    introChange: "Este es su código. Al escribirlo, esta dirección pasa a ser la de una cuenta de {site}, y desde entonces se puede entrar en ella con un código enviado aquí. Úselo solo si lo empezó usted:",
    introMerge: "Este es su código. Alguien que ha iniciado sesión en {site} quiere unir la cuenta de esta dirección con la suya, y quien escriba el código puede hacerlo. Úselo solo si es usted:",
    link: "O abra este enlace en el navegador en el que lo pidió",
    linkNote: "Abrir el enlace todavía no cambia nada: la página dice qué va a pasar, y usted pulsa un botón. En otro dispositivo, escriba el código.",
    validity: "Sirve durante {minutes} minutos, en el navegador en el que lo pidió.",
    validityBoth: "El código y el enlace sirven durante {minutes} minutos. Al usar uno, el otro deja de servir.",
    notYou: "Si no lo pidió usted, no tiene que hacer nada. Nadie puede iniciar sesión sin este correo.",
    neverShare: "{site} nunca se lo pedirá por teléfono ni por mensaje.",
  },
  addressInUse: {
    subject: "Alguien quiso usar su dirección en {site}",
    text: "Alguien que ha iniciado sesión en otra cuenta de {site} quiso usar allí esta dirección de correo. Pertenece a su cuenta, así que no se cambió nada.",
    yours: "Si fue usted: inicie sesión con esta dirección para usar la cuenta que la tiene.",
    notYou: "Si no fue usted, no tiene que hacer nada.",
  },
};
