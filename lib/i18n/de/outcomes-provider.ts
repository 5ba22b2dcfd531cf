import type { Catalogue } from "../catalogue.ts";

type Words = { title: string; happened: string; next: string };

const stopped = { title: "Wir haben diese Anmeldung abgebrochen", next: "Beginnen Sie hier neu, oder melden Sie sich auf einem anderen Weg an." };
const orCode = "Beginnen Sie hier neu, oder melden Sie sich mit einem Code an Ihre E-Mail-Adresse an.";

export const providerOutcomes = {
  consent_denied: {
    title: "Sie haben nichts weitergegeben",
    happened: "Sie haben bei {provider} abgebrochen, darum wurde nichts weitergegeben und nichts geändert.",
    next: "Sie können es noch einmal versuchen oder sich mit einem Code an Ihre E-Mail-Adresse anmelden.",
  },
  grant_rejected: {
    title: "{provider} hat diese Anmeldung nicht bestätigt",
    happened: "Die Bestätigung von {provider} war zu alt oder schon benutzt. Es wurde nichts geändert.",
    next: "Beginnen Sie neu. Beim zweiten Mal klappt es meistens.",
  },
  provider_unavailable: {
    title: "{provider} antwortet gerade nicht",
    happened: "Wir konnten das mit {provider} nicht abschließen. Es wurde nichts geändert, und es liegt nicht an Ihnen.",
    next: "Warten Sie einen Moment und versuchen Sie es noch einmal, oder melden Sie sich mit einem Code an Ihre E-Mail-Adresse an.",
  },
  provider_answer_invalid: {
    title: "Die Antwort von {provider} ergab keinen Sinn",
    happened: "Wir bekamen eine Antwort, mit der wir nichts anfangen konnten, darum haben wir abgebrochen. Es wurde nichts geändert.",
    next: "Versuchen Sie es noch einmal, oder melden Sie sich mit einem Code an Ihre E-Mail-Adresse an.",
  },
  token_audience_mismatch: { ...stopped, happened: "Die Bestätigung war für eine andere Website gemacht. Es wurde nichts geändert.", next: orCode },
  identity_mismatch: { ...stopped, happened: "Die Antworten von {provider} nannten zwei verschiedene Personen. Es wurde nichts geändert.", next: orCode },
  id_token_signature_invalid: { ...stopped, happened: "Die Bestätigung trug nicht die Unterschrift von {provider}. Es wurde nichts geändert." },
  id_token_algorithm_refused: { ...stopped, happened: "Die Bestätigung von {provider} war nicht so unterschrieben, dass wir ihr trauen können. Es wurde nichts geändert." },
  id_token_issuer_mismatch: { ...stopped, happened: "Die Bestätigung kam nicht von {provider}. Es wurde nichts geändert." },
  id_token_audience_mismatch: { ...stopped, happened: "Die Bestätigung von {provider} war für eine andere Website gemacht. Es wurde nichts geändert." },
  id_token_nonce_mismatch: { ...stopped, happened: "Die Bestätigung von {provider} gehört zu einer anderen Anmeldung. Es wurde nichts geändert.", next: "Beginnen Sie in diesem Browser neu, oder melden Sie sich auf einem anderen Weg an." },
  id_token_expired: { ...stopped, happened: "Die Bestätigung von {provider} war zu alt. Es wurde nichts geändert.", next: "Beginnen Sie neu. Beim zweiten Mal klappt es meistens." },
  client_rejected: {
    title: "Die Anmeldung mit {provider} ist hier nicht richtig eingerichtet",
    happened: "Das ist unser Fehler, nicht Ihrer. Wir wissen davon.",
    next: "Bitte melden Sie sich vorerst mit einem Code an Ihre E-Mail-Adresse an.",
  },
} as const satisfies Partial<Record<keyof Catalogue["outcomes"], Words>>;
