import type { Catalogue } from "../catalogue.ts";

type Words = { title: string; happened: string; next: string };

const stopped = { title: "このログインを中止しました", next: "ここから最初からやり直すか、別の方法でログインしてください。" };
const orCode = "ここから最初からやり直すか、メールアドレスに届く確認コードでログインしてください。";

export const providerOutcomes = {
  consent_denied: {
    title: "情報は提供されませんでした",
    happened: "{provider}でキャンセルされたため、情報は提供されず、何も変更されていません。",
    next: "もう一度試すか、メールアドレスに届く確認コードでログインしてください。",
  },
  grant_rejected: {
    title: "{provider}でこのログインを確認できませんでした",
    happened: "{provider}からの確認が古いか、すでに使われていました。何も変更されていません。",
    next: "最初からやり直してください。たいていは2回目でうまくいきます。",
  },
  provider_unavailable: {
    title: "ただいま{provider}から応答がありません",
    happened: "{provider}での手続きを完了できませんでした。何も変更されておらず、お客様の操作に問題はありません。",
    next: "少し待ってもう一度試すか、メールアドレスに届く確認コードでログインしてください。",
  },
  provider_answer_invalid: {
    title: "{provider}の応答を理解できませんでした",
    happened: "使えない応答を受け取ったため、中止しました。何も変更されていません。",
    next: "もう一度試すか、メールアドレスに届く確認コードでログインしてください。",
  },
  token_audience_mismatch: { ...stopped, happened: "別のサイト向けの確認でした。何も変更されていません。", next: orCode },
  identity_mismatch: { ...stopped, happened: "{provider}の2つの応答が、別々の人を示していました。何も変更されていません。", next: orCode },
  id_token_signature_invalid: { ...stopped, happened: "確認に{provider}の正しい署名がありませんでした。何も変更されていません。" },
  id_token_algorithm_refused: { ...stopped, happened: "{provider}からの確認の署名が、信頼できる方式ではありませんでした。何も変更されていません。" },
  id_token_issuer_mismatch: { ...stopped, happened: "確認は{provider}からのものではありませんでした。何も変更されていません。" },
  id_token_audience_mismatch: { ...stopped, happened: "{provider}からの確認は、別のサイト向けでした。何も変更されていません。" },
  id_token_nonce_mismatch: { ...stopped, happened: "{provider}からの確認は、別のログインのものでした。何も変更されていません。", next: "このブラウザで最初からやり直すか、別の方法でログインしてください。" },
  id_token_expired: { ...stopped, happened: "{provider}からの確認が古すぎました。何も変更されていません。", next: "最初からやり直してください。たいていは2回目でうまくいきます。" },
  client_rejected: {
    title: "{provider}でのログインが正しく設定されていません",
    happened: "お客様ではなく、当ショップ側の問題です。担当者に通知されています。",
    next: "恐れ入りますが、メールアドレスに届く確認コードでログインしてください。",
  },
} as const satisfies Partial<Record<keyof Catalogue["outcomes"], Words>>;
