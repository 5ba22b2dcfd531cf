import type { Catalogue } from "../catalogue.ts";

export const common: Catalogue["common"] = {
  skipToContent: "Ir al contenido",
  errorSummary: "Hay un problema",
  siteDescription: "Cosas bien hechas para la casa, el jardín y el camino que sigue. Inicie sesión con Amazon, una llave de acceso, una contraseña o un código por correo.",
  nav: {
    label: "Tienda",
    home: "Inicio",
    saved: "Guardados",
    orders: "Pedidos",
    bag: "Bolsa",
    bagCount: "({count, plural, one {# artículo} other {# artículos}})",
    account: "Cuenta",
    accountNotice: "(hay algo que leer)",
    signIn: "Iniciar sesión",
  },
  footer: {
    label: "Ayuda e información legal",
    language: "Idioma",
    help: "Ayuda para iniciar sesión",
    privacy: "Privacidad",
    contact: "Contacto",
  },
};
