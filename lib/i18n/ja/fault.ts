import type { Catalogue } from "../catalogue.ts";

export const fault: Catalogue["pages"]["fault"] = {
  title: "当ショップ側で問題が発生しました",
  happened: "このページを表示できませんでした。お客様ではなく、当ショップ側の問題です。ログアウトはされていません。",
  retry: "もう一度試す",
  home: "ショップに戻る",
  help: "ヘルプを見る",
  reference: "お問い合わせの際は、この番号をお知らせください：",
};
