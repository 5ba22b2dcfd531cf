import type { Catalogue } from "../catalogue.ts";

type Words = { title: string; happened: string; next: string };

export const profileOutcomes = {
  profile_up_to_date: { title: "Alles ist auf dem neuesten Stand", happened: "{provider} nennt uns dasselbe wie vorher.", next: "Sie können weitermachen." },
  profile_changed: { title: "Ihre Angaben von {provider} sind auf dem neuesten Stand", happened: "{provider} hat uns etwas Neues genannt.", next: "Sie können weitermachen." },
  consent_needed: {
    title: "Wir brauchen noch einmal Ihr Ja bei {provider}",
    happened: "{provider} nennt uns zurzeit nichts über Sie. Es wurde nichts geändert.",
    next: "Verbinden Sie {provider} neu, und versuchen Sie es dann noch einmal.",
  },
  profile_unavailable: {
    title: "{provider} antwortet gerade nicht",
    happened: "Wir konnten {provider} nicht fragen. Es wurde nichts geändert, und es liegt nicht an Ihnen.",
    next: "Warten Sie einen Moment und versuchen Sie es noch einmal.",
  },
  profile_answer_invalid: {
    title: "Die Antwort von {provider} ergab keinen Sinn",
    happened: "Wir bekamen eine Antwort, mit der wir nichts anfangen konnten. Es wurde nichts geändert.",
    next: "Versuchen Sie es etwas später noch einmal.",
  },
  profile_misconfigured: {
    title: "Wir können {provider} zurzeit nicht fragen",
    happened: "Das ist unser Fehler, nicht Ihrer. Wir wissen davon, und es wurde nichts geändert.",
    next: "Bitte versuchen Sie es an einem anderen Tag noch einmal.",
  },
  profile_other_person: {
    title: "Wir haben das abgebrochen",
    happened: "In der Antwort von {provider} ging es nicht um das Konto, das hier verknüpft ist. Es wurde nichts geändert.",
    next: "Schreiben Sie uns und nennen Sie die Vorgangsnummer.",
  },
} as const satisfies Partial<Record<keyof Catalogue["outcomes"], Words>>;
