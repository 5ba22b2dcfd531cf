import type { Catalogue } from "../catalogue.ts";

export const listener: Catalogue["listener"] = {
  reference: "Referencia:",
  home: "Ir a la página de inicio",
  again: "Intentarlo de nuevo",
  toPage: "Volver a la página",
  toSignIn: "Volver a iniciar sesión",
  outage: {
    title: "Ahora mismo no llegamos a nuestros datos",
    reading: "No es culpa suya y no se ha perdido nada: si tenía la sesión iniciada, sigue iniciada, y su bolsa está como la dejó. Inténtelo de nuevo en un momento.",
    sending: "Puede que lo que acaba de enviar no haya llegado; compruébelo antes de enviarlo otra vez. Si tenía la sesión iniciada, sigue iniciada, y no ha cambiado nada más.",
    starting: "Iniciar sesión tiene que esperar un momento. No es culpa suya y no se ha perdido nada. Inténtelo de nuevo en un minuto.",
  },
  plain: { title: "Eso no ha funcionado", text: "No se ha perdido nada. Vuelva atrás e inténtelo de nuevo." },
  refused: {
    bad_request: { title: "No hemos podido leer esa dirección", text: "Una parte de la dirección o de la petición está dañada. Vuelva atrás o empiece desde la página de inicio." },
    not_found: { title: "Aquí no hay nada", text: "Esta dirección no lleva a ninguna parte. Empiece desde la página de inicio." },
    method_not_allowed: { title: "Eso no funciona aquí", text: "Esta dirección se puede abrir, pero no usar de esta manera." },
    request_timeout: { title: "Ha tardado demasiado en llegar", text: "Su conexión ha ido demasiado lenta esta vez, así que no se ha cambiado nada. Inténtelo de nuevo." },
    content_too_large: { title: "Era demasiado texto", text: "Lo que ha enviado es más grande de lo que aceptamos. No se ha cambiado nada. Vuelva atrás y acórtelo." },
    uri_too_long: { title: "Esa dirección es demasiado larga", text: "Siga el enlace otra vez o empiece desde la página de inicio." },
    unsupported_media_type: { title: "No hemos podido leer lo que se envió", text: "Ha llegado en una forma que no aceptamos. No se ha cambiado nada." },
    expectation_failed: { title: "No hemos podido leer esa petición", text: "Empiece de nuevo desde la página de inicio." },
    header_fields_too_large: { title: "Su navegador ha enviado demasiadas cookies", text: "Borre las cookies de este sitio en los ajustes de su navegador y abra esta página otra vez." },
    server_error: { title: "Algo ha fallado de nuestro lado", text: "No ha sido culpa suya. Inténtelo de nuevo en un momento. Si sigue igual, díganos la referencia de abajo." },
    request_timed_out: { title: "Esto tarda más de lo que debería", text: "Hemos dejado de esperar para que usted no tenga que hacerlo. Inténtelo de nuevo en un momento." },
    request_refused: { title: "No hemos podido hacerlo", text: "Empiece de nuevo desde la página de inicio." },
  },
};
