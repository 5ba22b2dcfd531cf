import type { Catalogue } from "../catalogue.ts";

export const methods: Catalogue["methods"] = {
  metaTitle: "Cómo inicia sesión",
  title: "Cómo inicia sesión",
  lead: "Con cualquiera de estas formas entra en su cuenta. Dos son mejor que una: si una falla, la otra sigue funcionando.",
  back: "Volver a su cuenta",
  email: {
    title: "Código por correo",
    proved: "Confirmada: podemos enviarle un código.",
    unproved: "Todavía sin confirmar, así que no sirve para iniciar sesión.",
    none: "Todavía sin dirección.",
    add: "Confirmar una dirección",
    change: "Cambiar la dirección",
  },
  password: {
    title: "Contraseña",
    changed: "Último cambio el",
    none: "No tiene contraseña. No la necesita.",
    add: "Elegir una contraseña",
    change: "Cambiar la contraseña",
  },
  linked: {
    title: "Cuentas vinculadas",
    as: "Vinculada como {name}",
    since: "Vinculada el",
    lastUsed: "Usada por última vez el",
    none: "No hay ninguna cuenta de otro sitio vinculada.",
  },
};
