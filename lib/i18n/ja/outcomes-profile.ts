import type { Catalogue } from "../catalogue.ts";

type Words = { title: string; happened: string; next: string };

export const profileOutcomes = {
  profile_up_to_date: { title: "情報はすべて最新です", happened: "{provider}の情報に変更はありませんでした。", next: "続けてご利用いただけます。" },
  profile_changed: { title: "{provider}からの情報を最新にしました", happened: "{provider}から新しい情報を受け取りました。", next: "続けてご利用いただけます。" },
  consent_needed: {
    title: "{provider}でもう一度許可が必要です",
    happened: "現在、{provider}からお客様の情報を受け取れません。何も変更されていません。",
    next: "{provider}に再接続してから、もう一度お試しください。",
  },
  profile_unavailable: {
    title: "ただいま{provider}から応答がありません",
    happened: "{provider}に問い合わせできませんでした。何も変更されておらず、お客様の操作に問題はありません。",
    next: "少し待ってもう一度お試しください。",
  },
  profile_answer_invalid: {
    title: "{provider}の応答を理解できませんでした",
    happened: "使えない応答を受け取りました。何も変更されていません。",
    next: "少し時間をおいて、もう一度お試しください。",
  },
  profile_misconfigured: {
    title: "現在、{provider}に問い合わせできません",
    happened: "お客様ではなく、当ショップ側の問題です。担当者に通知されています。何も変更されていません。",
    next: "恐れ入りますが、日を改めてもう一度お試しください。",
  },
  profile_other_person: {
    title: "この操作を中止しました",
    happened: "{provider}の応答は、連携中のアカウントのものではありませんでした。何も変更されていません。",
    next: "お問い合わせ番号を添えて、当ショップまでご連絡ください。",
  },
} as const satisfies Partial<Record<keyof Catalogue["outcomes"], Words>>;
