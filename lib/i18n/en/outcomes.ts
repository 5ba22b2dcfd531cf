import { mergeProofOutcomes } from "./outcomes-merge-proofs.ts";

/**
 * What the recovery page says for each outcome: what it is, what happened, what to do now. `{provider}` is Amazon unless
 * another name is given.
 */
export const outcomes = {
  ...mergeProofOutcomes,
  signed_in: { title: "You are signed in", happened: "You signed in.", next: "You can go on." },
  signed_up: { title: "Welcome", happened: "Your account is ready.", next: "You can go on." },
  account_linked: { title: "{provider} is linked", happened: "You can now sign in with {provider}.", next: "You can go on." },
  already_signed_in: { title: "You are signed in already", happened: "This sign-in was finished before.", next: "You can go on where you were." },
  consent_denied: {
    title: "You did not share anything",
    happened: "You chose Cancel at {provider}, so nothing was shared and nothing has changed.",
    next: "You can try again, or sign in with a code sent to your e-mail address.",
  },
  email_in_use: {
    title: "This address may already be in use here",
    happened: "The e-mail address from {provider} may belong to an account in this shop.",
    next: "Prove that it is yours with a code, or go on without it.",
  },
  email_claimed: {
    title: "Is this account yours?",
    happened: "The address you proved is on an account made with {provider}.",
    next: "Tell us whether that account is yours.",
  },
  switch_asked: { title: "Which account?", happened: "You are signed in with another account.", next: "Choose the account you want to use." },
  switch_declined: { title: "Nothing has changed", happened: "You stayed with your account.", next: "You can go on." },
  collision_declined: { title: "Nothing has changed", happened: "You did not go on with {provider}, and nothing was linked.", next: "You can sign in another way." },
  signed_out: { title: "You signed out", happened: "Signing out also ended the sign-in that was under way in this browser.", next: "Sign in again." },
  email_code_incomplete: { title: "Six digits, please", happened: "Enter the six digits from the newest mail we sent.", next: "Look at the newest mail and type the code again." },
  email_code_wrong: {
    title: "That code is not right",
    happened: "The six digits do not match the newest mail we sent.",
    next: "Look at the newest mail and type the code again.",
  },
  email_code_spent: {
    title: "Too many wrong codes",
    happened: "To keep the account safe, this code no longer works.",
    next: "Ask for a new code.",
  },
  password_wrong: {
    title: "That did not match",
    happened: "Address and password do not belong together here.",
    next: "Try again, or sign in with a code sent to your e-mail address and choose a new password then.",
  },
  password_missing: { title: "Your password, please", happened: "Enter a password.", next: "Enter a password and send the form again." },
  password_too_short: {
    title: "That password is too short",
    happened: "Use 15 characters or more. Four words in a row are long enough and easy to remember.",
    next: "Choose a longer password.",
  },
  password_too_long: { title: "That password is too long", happened: "Use 256 characters at most.", next: "Choose a shorter password." },
  password_too_easy: {
    title: "That password is too easy to guess",
    happened: "It is made of common words, repetitions, your address or the name of this shop, which are tried first.",
    next: "Choose another one, such as four words that have nothing to do with each other.",
  },
  password_needs_address: {
    title: "Please confirm your address first",
    happened: "A password is entered together with your e-mail address, and yours is not confirmed yet.",
    next: "Confirm your address, then choose a password.",
  },
  password_busy: {
    title: "Too many people at once",
    happened: "Many passwords are being checked at this moment, so yours was not looked at. Nothing was changed.",
    next: "Wait a few seconds and try again, or use another way to sign in.",
  },
  email_proved: { title: "Your address is confirmed", happened: "A code sent to this address now signs you in.", next: "You can go on." },
  email_address_same: {
    title: "That is your address already",
    happened: "This address is confirmed for your account.",
    next: "Enter another one to change it.",
  },
  email_owned_by_other: {
    title: "This address is in use here already",
    happened: "It belongs to another account of this shop. Nothing was changed.",
    next: "Sign in with this address to use that account, or choose another address here.",
  },
  email_undo_unknown: {
    title: "We do not know that link",
    happened: "The link is not complete, it is old, or it does not come from a mail of ours. Nothing was changed.",
    next: "Copy the whole link from the mail and try again, or write to us.",
  },
  email_undo_used: {
    title: "This change was taken back already",
    happened: "The link works once, and it has done its work.",
    next: "Sign in with a code sent to your old address.",
  },
  email_undo_expired: {
    title: "This link has expired",
    happened: "A change of address can be taken back for 7 days.",
    next: "Please write to us. We will help you to get your account back.",
  },
  email_undo_taken: {
    title: "We could not take this change back",
    happened: "Another account of this shop uses the old address by now. Nothing was changed.",
    next: "Please write to us. We will sort it out with you.",
  },
  email_link_malformed: {
    title: "That link is not complete",
    happened: "Part of the link is missing. Some mail programs break long links.",
    next: "Copy the whole link from the mail, or type the six-digit code instead.",
  },
  email_link_unknown: {
    title: "We do not know that link",
    happened: "The link is old, or it does not come from a mail of ours.",
    next: "Ask for a new mail.",
  },
  email_link_used: {
    title: "That link was used already",
    happened: "Each mail works once, by its link or by its code, and this one has done its work.",
    next: "If you are not signed in, ask for a new mail.",
  },
  email_link_superseded: {
    title: "There is a newer mail",
    happened: "You asked for another mail after this one, and only the newest counts.",
    next: "Open the link in the newest mail, or ask for another.",
  },
  email_link_expired: {
    title: "That link has expired",
    happened: "A link works for 10 minutes.",
    next: "Ask for a new mail.",
  },
  email_link_elsewhere: {
    title: "This link belongs to another browser",
    happened: "A link signs in only the browser that asked for it. Nothing was changed.",
    next: "Open it in the browser where you started, or type the six-digit code there.",
  },
  email_address_invalid: {
    title: "That does not look like an e-mail address",
    happened: "We could not read the address.",
    next: "Check it and try again, for example name@example.com.",
  },
  identity_confirmed: { title: "Thank you", happened: "You confirmed that it is you.", next: "You can go on." },
  step_up_other_session: {
    title: "You have signed in anew since",
    happened: "You were asked to confirm that it is you in an earlier visit, which has ended. Nothing was changed.",
    next: "Go back to what you wanted to do. If it is still needed, we ask you again.",
  },
  step_up_method_gone: {
    title: "That way no longer works",
    happened: "What you used to confirm that it is you is not part of your account any more. Nothing was changed.",
    next: "Go back and choose another way.",
  },
  step_up_other_account: {
    title: "That was another account",
    happened: "You came back as somebody who is not linked to your account here. Nothing was changed, and nothing was linked.",
    next: "Go back and choose the account that you sign in here with.",
  },
  passkey_needs_script: {
    title: "A passkey needs a little script",
    happened: "Your browser did not ask for the passkey: script is off for this page, or the browser is too old for passkeys.",
    next: "Allow script for this site and try again, or use another way.",
  },
  passkey_refused: {
    title: "That passkey did not work",
    happened: "We could not check what your passkey answered, so nothing was changed.",
    next: "Try it again, or use another way.",
  },
  passkey_expired: {
    title: "That took a little too long",
    happened: "A passkey must answer within 5 minutes. Nothing was changed.",
    next: "Try it again. It takes a few seconds.",
  },
  passkey_used: {
    title: "That answer was used already",
    happened: "Each answer of a passkey works once, and this one has been used.",
    next: "Use your passkey again.",
  },
  passkey_unknown: {
    title: "We do not know that passkey",
    happened: "It belongs to no account here. It may have been removed in the settings of the account.",
    next: "Choose another passkey, or use another way.",
  },
  passkey_cloned: {
    title: "We stopped this passkey",
    happened: "Your passkey answered like a copy of itself. To keep the account safe we did not accept it.",
    next: "Use another way, then remove this passkey in your settings and add a new one.",
  },
  passkey_known: {
    title: "This passkey is here already",
    happened: "The device has a passkey for this shop, and it stays as it is.",
    next: "Use the one you have, or add one from another device.",
  },
  passkey_limit: {
    title: "That is as many passkeys as we keep",
    happened: "An account can have 20 passkeys, and this one has 20.",
    next: "Remove one that you no longer use, then add the new one.",
  },
  passkey_name_invalid: {
    title: "The passkey needs a name",
    happened: "A name has 1 to 60 characters.",
    next: "Choose a name by which you will know the device again.",
  },
  proof_of_other_user: {
    title: "That does not prove this address",
    happened: "What you used belongs to another account than the address on this page. Nothing was linked.",
    next: "Prove the address another way, or go on without it.",
  },
  attempt_expired: {
    title: "This took a little too long",
    happened: "For your safety it must be finished within some minutes. Nothing was changed.",
    next: "Start again. It takes a few seconds.",
  },
  attempt_used: {
    title: "This sign-in is over",
    happened: "Each sign-in works once, and this one has ended, whether it went well or not.",
    next: "Start again to sign in here.",
  },
  attempt_superseded: {
    title: "A newer sign-in took over",
    happened: "Too many sign-ins were open in this browser at once, so the oldest was closed.",
    next: "Start again, or go on in the newest tab.",
  },
  email_code_expired: {
    title: "That code has expired",
    happened: "A code works for 10 minutes, and only the newest one counts.",
    next: "Ask for a new code.",
  },
  attempt_unknown: {
    title: "We can't find this sign-in",
    happened: "The link you followed does not belong to a sign-in that we started, or it is old.",
    next: "Start again from here.",
  },
  state_mismatch: {
    title: "This sign-in began somewhere else",
    happened: "It was started in another browser, or this browser's cookies were cleared on the way. For your safety we stopped it, and nothing was changed.",
    next: "Start again in this browser. If it happens again, allow cookies for this site.",
  },
  origin_refused: {
    title: "We could not accept that",
    happened: "The request did not come from a page of this site, so we did nothing.",
    next: "Open the page here and try again.",
  },
  input_invalid: {
    title: "We could not read that",
    happened: "Something in the request was not as it should be, so we did nothing.",
    next: "Go back and try again.",
  },
  grant_rejected: {
    title: "{provider} did not confirm this sign-in",
    happened: "The confirmation from {provider} was too old or had been used. Nothing was changed.",
    next: "Start again. It usually works the second time.",
  },
  provider_unavailable: {
    title: "{provider} is not answering right now",
    happened: "We could not finish with {provider}. Nothing was changed, and it is not your fault.",
    next: "Wait a moment and try again, or sign in with a code sent to your e-mail address.",
  },
  provider_answer_invalid: {
    title: "{provider}'s answer did not make sense",
    happened: "We got an answer that we could not use, so we stopped. Nothing was changed.",
    next: "Try again, or sign in with a code sent to your e-mail address.",
  },
  token_audience_mismatch: {
    title: "We stopped this sign-in",
    happened: "The confirmation was made for another website. Nothing was changed.",
    next: "Start again from here, or sign in with a code sent to your e-mail address.",
  },
  identity_mismatch: {
    title: "We stopped this sign-in",
    happened: "{provider}'s answers named two different people. Nothing was changed.",
    next: "Start again from here, or sign in with a code sent to your e-mail address.",
  },
  id_token_signature_invalid: {
    title: "We stopped this sign-in",
    happened: "The confirmation did not carry {provider}'s own signature. Nothing was changed.",
    next: "Start again from here, or sign in another way.",
  },
  id_token_algorithm_refused: {
    title: "We stopped this sign-in",
    happened: "The confirmation from {provider} was not signed in a way that we can trust. Nothing was changed.",
    next: "Start again from here, or sign in another way.",
  },
  id_token_issuer_mismatch: {
    title: "We stopped this sign-in",
    happened: "The confirmation did not come from {provider}. Nothing was changed.",
    next: "Start again from here, or sign in another way.",
  },
  id_token_audience_mismatch: {
    title: "We stopped this sign-in",
    happened: "The confirmation from {provider} was made for another website. Nothing was changed.",
    next: "Start again from here, or sign in another way.",
  },
  id_token_nonce_mismatch: {
    title: "We stopped this sign-in",
    happened: "The confirmation from {provider} belongs to another sign-in. Nothing was changed.",
    next: "Start again in this browser, or sign in another way.",
  },
  id_token_expired: {
    title: "We stopped this sign-in",
    happened: "The confirmation from {provider} was too old. Nothing was changed.",
    next: "Start again. It usually works the second time.",
  },
  client_rejected: {
    title: "Sign in with {provider} is not set up correctly here",
    happened: "This is our mistake, not yours. We have been told about it.",
    next: "Please sign in with a code sent to your e-mail address for now.",
  },
  database_unavailable: {
    title: "We can't reach our records right now",
    happened: "Something on our side is not answering. You have not been signed out and nothing is lost.",
    next: "Wait a moment and try again.",
  },
  mail_unavailable: {
    title: "We could not send the mail",
    happened: "Our mail service is not answering. Nothing was changed.",
    next: "Wait a moment and try again, or sign in with Amazon.",
  },
  rate_limited: {
    title: "That was a lot of tries",
    happened: "To keep accounts safe we slow things down after many tries.",
    next: "Wait a few minutes and try again, or use another way to sign in.",
  },
  unexpected: {
    title: "Something went wrong",
    happened: "We could not finish this, and we have made a note of it. Nothing was half done.",
    next: "Try again. If it happens again, write to us and quote the reference.",
  },
  user_suspended: {
    title: "This account is on hold",
    happened: "The shop has put this account on hold.",
    next: "Please write to us. We will sort it out with you.",
  },
  user_locked: {
    title: "This account is locked for safety",
    happened: "Somebody reported that this account may be in the wrong hands, so nobody can sign in for now.",
    next: "Please write to us. We will help you to get back in.",
  },
  deletion_pending: {
    title: "This account is waiting to be deleted",
    happened: "You asked us to delete this account.",
    next: "Write to us if you have changed your mind.",
  },
  user_merged: {
    title: "This account was put together with another one",
    happened: "It is a part of that account now, so nobody signs in to it by itself any more. Nothing was changed just now.",
    next: "Sign in again the way you always do. That leads to the account that stayed.",
  },
  merge_same_user: {
    title: "That is one and the same account",
    happened: "What you have just shown us belongs to the account that you are signed in to. Nothing was changed.",
    next: "If you have another account, sign in with a way that belongs to that one.",
  },
  merge_user_suspended: {
    title: "One of these accounts is on hold",
    happened: "The shop has put one of the two accounts on hold, so they cannot be put together now. Nothing was changed.",
    next: "Please write to us. We will sort it out with you.",
  },
  merge_user_locked: {
    title: "One of these accounts is locked for safety",
    happened: "Somebody reported that one of the two accounts may be in the wrong hands. Nothing was changed.",
    next: "Please write to us. We will help you to get back in first.",
  },
  merge_deletion_pending: {
    title: "One of these accounts is waiting to be deleted",
    happened: "You asked us to delete one of the two accounts. Nothing was changed.",
    next: "Write to us if you have changed your mind about the deletion.",
  },
  merge_user_gone: {
    title: "One of these accounts is no longer there",
    happened: "It was deleted while you were busy here. Nothing was changed.",
    next: "You can go on with the account that you are signed in to.",
  },
  merge_address_undo: {
    title: "An address was changed only lately",
    happened: "The e-mail address of one of these accounts was changed in the last 7 days, and the old one can still take that back. Until then accounts are neither put together nor taken apart. Nothing was changed.",
    next: "Come back when the 7 days are over, or write to us.",
  },
  merge_undo_unknown: {
    title: "We don't know these accounts as put together",
    happened: "There is nothing here to take apart for the account that you are signed in to.",
    next: "Look at the list in your settings, or write to us.",
  },
  merge_undo_used: {
    title: "These accounts have been taken apart before",
    happened: "That can be done once, and it has been. Nothing was changed just now.",
    next: "Sign in to the other account with a way that belongs to it.",
  },
  merge_undo_expired: {
    title: "These accounts can no longer be taken apart",
    happened: "There were 30 days for that, and they are over. Nothing was changed.",
    next: "Write to us if you need help with what came together.",
  },
  merge_undo_later_first: {
    title: "Another account was put together with yours later",
    happened: "What came last has to be taken apart first. Nothing was changed.",
    next: "Look at the list in your settings and begin with the newest.",
  },
  merge_undo_last_way: {
    title: "One of the accounts would have no way in",
    happened: "Taking them apart now would leave one of the two accounts without any way to sign in. Nothing was changed.",
    next: "Add a passkey or an address to your account first, or write to us.",
  },
  link_owned_by_other: {
    title: "This {provider} account is in use here already",
    happened: "It is linked to another account of this shop. Nothing was changed.",
    next: "Sign in with {provider} to use that account.",
  },
  last_sign_in_method: {
    title: "This is your last way in",
    happened: "Removing it would lock you out, so we kept it.",
    next: "Add another way to sign in first.",
  },
  reauthentication_required: {
    title: "Please confirm that it is you",
    happened: "This step needs a fresh sign-in.",
    next: "Sign in again and go on.",
  },
} as const;
