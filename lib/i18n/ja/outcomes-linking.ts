import type { Catalogue } from "../catalogue.ts";

type Words = { title: string; happened: string; next: string };

export const linkingOutcomes = {
  account_linked: { title: "{provider}を連携しました", happened: "{provider}でログインできるようになりました。", next: "続けてご利用いただけます。" },
  already_linked: { title: "{provider}はすでに連携されています", happened: "この{provider}アカウントは、すでにお客様のアカウントに連携されていました。情報を最新にしました。", next: "続けてご利用いただけます。" },
  account_replaced: { title: "{provider}アカウントを入れ替えました", happened: "新しい{provider}アカウントでログインできるようになりました。前のアカウントではログインできません。", next: "続けてご利用いただけます。" },
  account_reconnected: { title: "{provider}に再接続しました", happened: "{provider}アカウントの情報は最新です。", next: "続けてご利用いただけます。" },
  link_asked: { title: "このアカウントを連携しますか？", happened: "{provider}から戻りました。まだ何も連携されていません。", next: "連携するかどうかをお選びください。" },
  link_declined: { title: "何も変更されていません", happened: "{provider}アカウントは連携されませんでした。{provider}から受け取った情報は消去しました。", next: "続けてご利用いただけます。" },
  link_owned_by_other: {
    title: "この{provider}アカウントはすでに使われています",
    happened: "当ショップの別のアカウントに連携されています。何も変更されていません。",
    next: "そのアカウントを使うには{provider}でログインしてください。どちらもお客様のアカウントの場合は、2つを統合できます。別の{provider}アカウントを連携するには、先に{provider}でログアウトしてください。",
  },
  link_other_session: {
    title: "そのあとに新しくログインしています",
    happened: "連携の操作は、すでに終了した以前のログイン中に始められました。何も連携されていません。",
    next: "「ログイン方法」からもう一度始めてください。数秒で終わります。",
  },
  reconnect_other_account: {
    title: "別の{provider}アカウントでした",
    happened: "想定とは別の{provider}アカウントで戻りました。何も変更されておらず、何も連携されていません。",
    next: "{provider}でログアウトしてから、正しいアカウントで再接続してください。",
  },
  postal_code_fetched: { title: "郵便番号を取得しました", happened: "{provider}から郵便番号を受け取りました。", next: "新しいお届け先の入力欄に入っています。" },
  postal_code_declined: { title: "郵便番号を取得しませんでした", happened: "{provider}で郵便番号の提供が選ばれませんでした。", next: "ご自身で入力できます。ほかの機能はこれまでどおり使えます。" },
  postal_code_missing: { title: "{provider}に郵便番号がありません", happened: "{provider}にお客様の郵便番号が登録されていません。", next: "ご自身で入力できます。ほかの機能はこれまでどおり使えます。" },
} as const satisfies Partial<Record<keyof Catalogue["outcomes"], Words>>;
