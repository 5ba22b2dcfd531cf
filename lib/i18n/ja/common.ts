import type { Catalogue } from "../catalogue.ts";

export const common: Catalogue["common"] = {
  skipToContent: "本文へ移動",
  errorSummary: "入力内容をご確認ください",
  siteDescription: "家と庭、そしてその先の小道のための、ていねいに作られた品々。Amazon、パスキー、パスワード、またはメールの確認コードでログインできます。",
  nav: {
    label: "ショップ",
    home: "ホーム",
    saved: "お気に入り",
    orders: "ご注文",
    bag: "バッグ",
    bagCount: "（{count, plural, other {#点}}）",
    account: "アカウント",
    accountNotice: "（お知らせがあります）",
    signIn: "ログイン",
  },
  footer: {
    label: "ヘルプと法的情報",
    language: "言語",
    help: "ログインのヘルプ",
    privacy: "プライバシー",
    contact: "お問い合わせ",
  },
};
