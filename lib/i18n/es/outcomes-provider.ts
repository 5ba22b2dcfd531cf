import type { Catalogue } from "../catalogue.ts";

type Words = { title: string; happened: string; next: string };

const stopped = { title: "Hemos detenido este inicio de sesión", next: "Empiece de nuevo desde aquí, o inicie sesión de otra forma." };
const orCode = "Empiece de nuevo desde aquí, o inicie sesión con un código a su correo.";

export const providerOutcomes = {
  consent_denied: {
    title: "No compartió nada",
    happened: "Canceló en {provider}, así que no se compartió nada y nada ha cambiado.",
    next: "Puede intentarlo de nuevo, o iniciar sesión con un código a su correo.",
  },
  grant_rejected: {
    title: "{provider} no confirmó este inicio de sesión",
    happened: "La confirmación de {provider} era demasiado antigua o ya se había usado. No se cambió nada.",
    next: "Empiece de nuevo. A la segunda suele funcionar.",
  },
  provider_unavailable: {
    title: "{provider} no responde ahora mismo",
    happened: "No pudimos terminar con {provider}. No se cambió nada, y no es culpa suya.",
    next: "Espere un momento e inténtelo de nuevo, o inicie sesión con un código a su correo.",
  },
  provider_answer_invalid: {
    title: "La respuesta de {provider} no tenía sentido",
    happened: "Recibimos una respuesta que no pudimos usar, así que lo detuvimos. No se cambió nada.",
    next: "Inténtelo de nuevo, o inicie sesión con un código a su correo.",
  },
  token_audience_mismatch: { ...stopped, happened: "La confirmación se hizo para otro sitio web. No se cambió nada.", next: orCode },
  identity_mismatch: { ...stopped, happened: "Las respuestas de {provider} nombraban a dos personas distintas. No se cambió nada.", next: orCode },
  id_token_signature_invalid: { ...stopped, happened: "La confirmación no llevaba la firma de {provider}. No se cambió nada." },
  id_token_algorithm_refused: { ...stopped, happened: "La confirmación de {provider} no estaba firmada de una forma en la que podamos confiar. No se cambió nada." },
  id_token_issuer_mismatch: { ...stopped, happened: "La confirmación no venía de {provider}. No se cambió nada." },
  id_token_audience_mismatch: { ...stopped, happened: "La confirmación de {provider} se hizo para otro sitio web. No se cambió nada." },
  id_token_nonce_mismatch: { ...stopped, happened: "La confirmación de {provider} es de otro inicio de sesión. No se cambió nada.", next: "Empiece de nuevo en este navegador, o inicie sesión de otra forma." },
  id_token_expired: { ...stopped, happened: "La confirmación de {provider} era demasiado antigua. No se cambió nada.", next: "Empiece de nuevo. A la segunda suele funcionar." },
  client_rejected: {
    title: "El inicio de sesión con {provider} no está bien configurado aquí",
    happened: "El error es nuestro, no suyo. Ya hemos recibido el aviso.",
    next: "Por ahora, inicie sesión con un código a su correo.",
  },
} as const satisfies Partial<Record<keyof Catalogue["outcomes"], Words>>;
