type Words = { title: string; happened: string; next: string };

export const deletionOutcomes = {
  keep_asked: {
    title: "Möchten Sie Ihr Konto behalten?",
    happened: "Das Konto, in dem Sie sich angemeldet haben, wartet darauf, gelöscht zu werden. Noch ist niemand angemeldet.",
    next: "Sagen Sie, ob Sie es behalten.",
  },
  keep_declined: {
    title: "Ihr Konto wartet weiter darauf, gelöscht zu werden",
    happened: "Sie haben es beim Löschen gelassen. Niemand wurde angemeldet.",
    next: "Wenn Sie es sich anders überlegen, melden Sie sich noch einmal an, bevor es gelöscht ist.",
  },
  keep_over: {
    title: "Diese Frage ist nicht mehr offen",
    happened: "Das Konto wurde aus einem anderen Browser behalten, oder es wurde etwas daran geändert, oder es verging zu viel Zeit. Gerade eben wurde nichts geändert.",
    next: "Melden Sie sich noch einmal an. Wartet das Konto noch darauf, gelöscht zu werden, fragen wir Sie wieder.",
  },
  deletion_begun: {
    title: "Dieses Konto wird gerade gelöscht",
    happened: "Die Tage, in denen es behalten werden konnte, sind vorbei, und es wird gelöscht. Nichts kann es zurückholen.",
    next: "Sie können jederzeit ein neues Konto anlegen.",
  },
  deletion_pending: {
    title: "Dieses Konto wartet darauf, gelöscht zu werden",
    happened: "Sie haben uns gebeten, dieses Konto zu löschen. Gerade eben wurde nichts geändert.",
    next: "Wenn Sie es sich anders überlegt haben, melden Sie sich darin an: Wir fragen Sie, ob Sie es behalten.",
  },
} as const satisfies Record<string, Words>;
