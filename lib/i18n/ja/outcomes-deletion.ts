type Words = { title: string; happened: string; next: string };

export const deletionOutcomes = {
  keep_asked: {
    title: "アカウントを残しますか？",
    happened: "ログインされたアカウントは削除待ちです。まだログインは完了していません。",
    next: "アカウントを残すかどうかをお選びください。",
  },
  keep_declined: {
    title: "アカウントは引き続き削除待ちです",
    happened: "削除をそのまま進めることをお選びになりました。ログインはしていません。",
    next: "お気持ちが変わった場合は、消去される前にもう一度ログインしてください。",
  },
  keep_over: {
    title: "この質問にはもう回答できません",
    happened: "別のブラウザでアカウントを残したか、アカウントに変更があったか、時間が経ちすぎました。今回は何も変更されていません。",
    next: "もう一度ログインしてください。まだ削除待ちの場合は、改めてお尋ねします。",
  },
  deletion_begun: {
    title: "このアカウントは削除処理中です",
    happened: "アカウントを残せる期間が過ぎたため、消去しています。元に戻すことはできません。",
    next: "新しいアカウントはいつでもお作りいただけます。",
  },
  deletion_pending: {
    title: "このアカウントは削除待ちです",
    happened: "このアカウントの削除のご依頼をいただいています。今回は何も変更されていません。",
    next: "削除を取りやめる場合は、そのアカウントにログインしてください。残すかどうかをお尋ねします。",
  },
} as const satisfies Record<string, Words>;
