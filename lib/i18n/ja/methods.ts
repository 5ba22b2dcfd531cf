import type { Catalogue } from "../catalogue.ts";

export const methods: Catalogue["methods"] = {
  metaTitle: "ログイン方法",
  title: "ログイン方法",
  lead: "どの方法でもアカウントにログインできます。2つ以上あると安心です。1つが使えなくなっても、もう1つでログインできます。",
  back: "アカウントに戻る",
  email: {
    title: "メールの確認コード",
    proved: "確認済みです。確認コードをお送りできます。",
    unproved: "まだ確認されていないため、ログインには使えません。",
    none: "メールアドレスは未登録です。",
    add: "メールアドレスを確認する",
    change: "メールアドレスを変更する",
  },
  password: {
    title: "パスワード",
    changed: "最終変更日",
    none: "パスワードは設定されていません。なくてもご利用いただけます。",
    add: "パスワードを設定する",
    change: "パスワードを変更する",
  },
  linked: {
    title: "連携アカウント",
    as: "{name}として連携中",
    since: "連携日",
    lastUsed: "最終使用日時",
    none: "連携しているアカウントはありません。",
  },
};
