import type { Catalogue } from "../catalogue.ts";

type Words = { title: string; happened: string; next: string };

export const profileOutcomes = {
  profile_up_to_date: { title: "Todo está al día", happened: "{provider} nos dice lo mismo que antes.", next: "Puede continuar." },
  profile_changed: { title: "Sus datos de {provider} están al día", happened: "{provider} nos ha dado algo nuevo.", next: "Puede continuar." },
  consent_needed: {
    title: "Necesitamos que vuelva a decir que sí en {provider}",
    happened: "Por ahora, {provider} no nos dice nada sobre usted. No se cambió nada.",
    next: "Vuelva a conectar {provider} e inténtelo de nuevo.",
  },
  profile_unavailable: {
    title: "{provider} no responde ahora mismo",
    happened: "No pudimos preguntar a {provider}. No se cambió nada, y no es culpa suya.",
    next: "Espere un momento e inténtelo de nuevo.",
  },
  profile_answer_invalid: {
    title: "La respuesta de {provider} no tenía sentido",
    happened: "Recibimos una respuesta que no pudimos usar. No se cambió nada.",
    next: "Inténtelo de nuevo un poco más tarde.",
  },
  profile_misconfigured: {
    title: "Por ahora no podemos preguntar a {provider}",
    happened: "El error es nuestro, no suyo. Ya hemos recibido el aviso, y no se cambió nada.",
    next: "Inténtelo de nuevo otro día.",
  },
  profile_other_person: {
    title: "Lo hemos detenido",
    happened: "La respuesta de {provider} no era sobre la cuenta que está vinculada aquí. No se cambió nada.",
    next: "Escríbanos e indique el número de referencia.",
  },
} as const satisfies Partial<Record<keyof Catalogue["outcomes"], Words>>;
