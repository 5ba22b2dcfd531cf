import type { Catalogue } from "../catalogue.ts";

type Words = { title: string; happened: string; next: string };

export const linkingOutcomes = {
  account_linked: { title: "{provider} está vinculado", happened: "Ahora puede iniciar sesión con {provider}.", next: "Puede continuar." },
  already_linked: { title: "{provider} ya estaba vinculado", happened: "Esta cuenta de {provider} ya estaba vinculada a la suya. Ahora está al día.", next: "Puede continuar." },
  account_replaced: { title: "Se reemplazó su cuenta de {provider}", happened: "Ahora puede iniciar sesión con la nueva cuenta de {provider}, y ya no con la anterior.", next: "Puede continuar." },
  account_reconnected: { title: "{provider} vuelve a estar conectado", happened: "Su cuenta de {provider} está al día.", next: "Puede continuar." },
  link_asked: { title: "¿Vincular esta cuenta?", happened: "Ha vuelto de {provider}, y todavía no se ha vinculado nada.", next: "Diga si se debe vincular la cuenta." },
  link_declined: { title: "No ha cambiado nada", happened: "No vinculó la cuenta de {provider}. Lo que {provider} nos dijo para ello se ha borrado.", next: "Puede continuar." },
  link_owned_by_other: {
    title: "Esta cuenta de {provider} ya se usa aquí",
    happened: "Está vinculada a otra cuenta de esta tienda. No se cambió nada.",
    next: "Inicie sesión con {provider} para usar esa cuenta. Si las dos cuentas son suyas, puede unirlas. Para vincular otra, cierre antes la sesión en {provider}.",
  },
  link_other_session: {
    title: "Desde entonces inició otra sesión",
    happened: "El vínculo se pidió en una visita anterior, que ya terminó. No se vinculó nada.",
    next: "Empiece de nuevo desde sus formas de iniciar sesión. Son unos segundos.",
  },
  reconnect_other_account: {
    title: "Esa era otra cuenta de {provider}",
    happened: "Volvió con una cuenta de {provider} distinta de la que esperábamos. No se cambió ni se vinculó nada.",
    next: "Cierre la sesión en {provider} y vuelva a conectar con la cuenta que esperamos.",
  },
  postal_code_fetched: { title: "Tenemos su código postal", happened: "{provider} nos ha dado su código postal.", next: "Está en el formulario de una dirección nueva." },
  postal_code_declined: { title: "No tenemos su código postal", happened: "No compartió su código postal en {provider}.", next: "Puede escribirlo usted. Todo lo demás funciona como antes." },
  postal_code_missing: { title: "{provider} no tiene su código postal", happened: "En {provider} no consta ningún código postal suyo.", next: "Puede escribirlo usted. Todo lo demás funciona como antes." },
} as const satisfies Partial<Record<keyof Catalogue["outcomes"], Words>>;
