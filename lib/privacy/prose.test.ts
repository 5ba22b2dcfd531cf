import { expect, test } from "vitest";
import { heldSpans } from "../composition.ts";
import { type MessageKey, messageKeys, messageText } from "../i18n/index.ts";
import { locales } from "../i18n/locale.ts";

/** Words that name a number of days by themselves, and the constant that it has to be. */
const { undoAddress, undoMerge, notMeLink, guest, absolute, attempts, activity } = heldSpans;
const named: Readonly<Record<string, number | undefined>> = {
  "emailAddress.oldToldText": undoAddress,
  "merge.how.undo": undoMerge,
  "merge.preview.undo": undoMerge,
  "notices.kinds.accounts_merged.text": undoMerge,
  "notices.undoText": undoAddress,
  "notices.undoMergeText": undoAddress,
  "notices.notMeText": notMeLink,
  "outcomes.not_me_link_unknown.happened": notMeLink,
  "outcomes.email_undo_expired.happened": undoAddress,
  "outcomes.address_released.happened": undoAddress,
  "outcomes.merge_address_undo.happened": undoAddress,
  "outcomes.merge_address_undo.next": undoAddress,
  "outcomes.merge_undo_expired.happened": undoMerge,
  "outcomes.merge_link_expired.happened": undoAddress,
  "outcomes.merge_link_expired.next": undoMerge,
  "sessions.why.aged": absolute,
  "shop.home.promises.guest": guest,
  "shop.bag.empty": guest,
  "shop.saved.guestHint": guest,
  "ops.attempts.lead": attempts,
  "ops.attempt.missingText": attempts,
  "ops.user.noAttempts": attempts,
  "ops.act.reasonHint": activity,
  // Not how long something is kept: a choice of the person, and a plural of whatever number comes.
  "sessions.notMe.day": 86_400,
  "doctor.problems.apple_secret_expired.text": 86_400,
};

const inDays = /(?<![\d.])(\d+)[\s\u00a0]?(?:days?|Tagen?|jours?|días?|日)(?![a-zäé])/gu;

test.each(locales)("no words in %s name another number of days than the code goes by", (locale) => {
  const wrong = messageKeys(locale).flatMap((key: MessageKey) => [...messageText(key, locale).matchAll(inDays)].filter(([, days]) => Number(days) * 86_400 !== named[key]).map(([text]) => `${key}: ${text}`));
  expect(wrong).toEqual([]);
});
