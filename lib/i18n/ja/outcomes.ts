import type { Catalogue } from "../catalogue.ts";
import { deletionOutcomes } from "./outcomes-deletion.ts";
import { emailOutcomes } from "./outcomes-email.ts";
import { linkingOutcomes } from "./outcomes-linking.ts";
import { mergeOutcomes } from "./outcomes-merge.ts";
import { profileOutcomes } from "./outcomes-profile.ts";
import { proofOutcomes } from "./outcomes-proof.ts";
import { providerOutcomes } from "./outcomes-provider.ts";

export const outcomes: Catalogue["outcomes"] = {
  ...deletionOutcomes,
  ...emailOutcomes,
  ...linkingOutcomes,
  ...mergeOutcomes,
  ...profileOutcomes,
  ...proofOutcomes,
  ...providerOutcomes,
  signed_in: { title: "ログインしています", happened: "ログインしました。", next: "続けてご利用いただけます。" },
  signed_up: { title: "ようこそ", happened: "アカウントの準備ができました。", next: "続けてご利用いただけます。" },
  already_signed_in: { title: "すでにログインしています", happened: "このログインはすでに完了しています。", next: "そのまま続けてご利用いただけます。" },
  email_in_use: {
    title: "このメールアドレスはすでに使われている可能性があります",
    happened: "{provider}から受け取ったメールアドレスは、当ショップのアカウントに登録されている可能性があります。",
    next: "確認コードでご本人のものであることを確認するか、このメールアドレスを使わずに続けてください。",
  },
  email_claimed: {
    title: "お客様のアカウントですか？",
    happened: "確認していただいたメールアドレスは、別の方法でログインするアカウントに登録されています。",
    next: "お客様のアカウントかどうかをお知らせください。",
  },
  switch_asked: { title: "どのアカウントですか？", happened: "別のアカウントでログインしています。", next: "お使いになるアカウントをお選びください。" },
  switch_declined: { title: "何も変更されていません", happened: "現在のアカウントのままです。", next: "続けてご利用いただけます。" },
  collision_declined: { title: "何も変更されていません", happened: "{provider}での手続きを続けなかったため、何も連携されていません。", next: "別の方法でログインできます。" },
  signed_out: { title: "ログアウトしました", happened: "ログアウトにより、このブラウザで途中だったログインも終了しました。", next: "もう一度ログインしてください。" },
  attempt_expired: {
    title: "時間がかかりすぎました",
    happened: "安全のため、数分以内に完了する必要があります。何も変更されていません。",
    next: "最初からやり直してください。数秒で終わります。",
  },
  attempt_used: {
    title: "このログインは終了しています",
    happened: "ログインの手続きは、それぞれ1回だけ有効です。この手続きは、成功したかどうかにかかわらず終了しました。",
    next: "ログインするには、最初からやり直してください。",
  },
  attempt_superseded: {
    title: "より新しいログインに切り替わりました",
    happened: "このブラウザで同時に多くのログインが開かれていたため、最も古いものを閉じました。",
    next: "最初からやり直すか、最新のタブで続けてください。",
  },
  attempt_unknown: {
    title: "このログインが見つかりません",
    happened: "お使いになったリンクは、当ショップで始めたログインのものではないか、古いものです。",
    next: "ここから最初からやり直してください。",
  },
  state_mismatch: {
    title: "このログインは別の場所で始められました",
    happened: "別のブラウザで始められたか、途中でこのブラウザのCookieが削除されました。安全のため中止し、何も変更されていません。",
    next: "このブラウザで最初からやり直してください。繰り返し起こる場合は、このサイトのCookieを許可してください。",
  },
  origin_refused: {
    title: "受け付けられませんでした",
    happened: "このサイトのページからの送信ではなかったため、何も行いませんでした。",
    next: "このサイトでページを開いて、もう一度お試しください。",
  },
  input_invalid: {
    title: "内容を読み取れませんでした",
    happened: "送信された内容に正しくないところがあったため、何も行いませんでした。",
    next: "戻って、もう一度お試しください。",
  },
  database_unavailable: {
    title: "ただいまデータを読み込めません",
    happened: "当ショップのシステムの一部から応答がありません。ログアウトはされておらず、失われたものもありません。",
    next: "少し待って、もう一度お試しください。",
  },
  mail_unavailable: {
    title: "メールを送信できませんでした",
    happened: "メールの送信サービスから応答がありません。何も変更されていません。",
    next: "少し待ってもう一度試すか、Amazonでログインしてください。",
  },
  rate_limited: {
    title: "短い時間に何度も操作されました",
    happened: "アカウントの安全のため、操作が続くと一時的に制限しています。",
    next: "数分待ってもう一度試すか、別のログイン方法をお使いください。",
  },
  unexpected: {
    title: "問題が発生しました",
    happened: "処理を完了できませんでした。問題は記録されています。途中まで行われた処理はありません。",
    next: "もう一度お試しください。繰り返し起こる場合は、お問い合わせ番号を添えてご連絡ください。",
  },
  user_suspended: {
    title: "このアカウントは利用停止中です",
    happened: "当ショップがこのアカウントを利用停止にしています。",
    next: "当ショップまでご連絡ください。一緒に解決します。",
  },
  user_locked: {
    title: "このアカウントは安全のためロックされています",
    happened: "ほかの人に使われている可能性があるとの報告があったため、現在は誰もログインできません。",
    next: "お客様のアカウントの場合は、登録されたメールアドレスに届く確認コードでロックを解除できます。できない場合は、当ショップまでご連絡ください。ログインできるようお手伝いします。",
  },
  unlock_no_account: {
    title: "このメールアドレスでロックされているアカウントはありません",
    happened: "確認コードは正しいのですが、このメールアドレスを確認済みのアカウントがありません。何も変更されていません。",
    next: "別のメールアドレスで登録されている可能性があります。そちらで試すか、当ショップまでご連絡ください。",
  },
  compromise_no_way: {
    title: "ログイン方法がなくなってしまいます",
    happened: "このアカウントのログイン方法は、すべてお選びの期間に追加されたものです。削除すると、お客様もログインできなくなります。何も変更されていません。",
    next: "もっと短い期間を選ぶか、当ショップまでご連絡ください。一緒に解決します。",
  },
  not_me_link_unknown: {
    title: "このリンクはもう使えません",
    happened: "メールのリンクの有効期間は7日間です。アカウントのロックを解除したあとは使えません。何も変更されていません。",
    next: "ログインして「ログイン中のデバイス」を開き、心当たりのない操作があることをお知らせください。または、すぐに当ショップまでご連絡ください。",
  },
  copy_used: {
    title: "この写しは受け取り済みです",
    happened: "写しを受け取れるのは1回だけで、この写しはすでに受け取られました。当ショップに残っている分は数分以内に消去します。",
    next: "ご本人の場合は、もうお手元にあります。まだ必要な場合は、新しい写しを作成してください。心当たりがない場合は、「ログイン中のデバイス」からお知らせください。",
  },
  copy_over: {
    title: "この写しはもうありません",
    happened: "期限が切れたか、安全のため削除されました。もう誰も受け取れません。",
    next: "新しい写しを作成してください。",
  },
  user_merged: {
    title: "このアカウントは別のアカウントに統合されました",
    happened: "別のアカウントの一部になったため、このアカウントだけでログインすることはできません。今回は何も変更されていません。",
    next: "いつもの方法でもう一度ログインしてください。残ったほうのアカウントにログインします。",
  },
};
