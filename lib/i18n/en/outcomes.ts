import type { OutcomeCode } from "../../outcomes.ts";
import { deletionOutcomes } from "./outcomes-deletion.ts";
import { emailOutcomes } from "./outcomes-email.ts";
import { linkingOutcomes } from "./outcomes-linking.ts";
import { mergeOutcomes } from "./outcomes-merge.ts";
import { mergeProofOutcomes } from "./outcomes-merge-proofs.ts";
import { profileOutcomes } from "./outcomes-profile.ts";
import { proofOutcomes } from "./outcomes-proof.ts";
import { providerOutcomes } from "./outcomes-provider.ts";

const attemptOutcomes = {
  signed_in: { title: "You are signed in", happened: "You signed in.", next: "You can go on." },
  signed_up: { title: "Welcome", happened: "Your account is ready.", next: "You can go on." },
  already_signed_in: { title: "You are signed in already", happened: "This sign-in was finished before.", next: "You can go on where you were." },
  email_in_use: {
    title: "This address may already be in use here",
    happened: "The e-mail address from {provider} may belong to an account in this shop.",
    next: "Prove that it is yours with a code, or go on without it.",
  },
  email_claimed: {
    title: "Is this account yours?",
    happened: "The address you proved is on an account here that is signed in to another way.",
    next: "Tell us whether that account is yours.",
  },
  switch_asked: { title: "Which account?", happened: "You are signed in with another account.", next: "Choose the account you want to use." },
  switch_declined: { title: "Nothing has changed", happened: "You stayed with your account.", next: "You can go on." },
  collision_declined: { title: "Nothing has changed", happened: "You did not go on with {provider}, and nothing was linked.", next: "You can sign in another way." },
  signed_out: { title: "You signed out", happened: "Signing out also ended the sign-in that was under way in this browser.", next: "Sign in again." },
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
    next: "If it is yours, you can open it again with a code to its e-mail address. If that does not work, write to us, and we will help you to get back in.",
  },
  unlock_no_account: {
    title: "No account is locked under this address",
    happened: "The code was right, but no account here has this address as its confirmed one. Nothing was changed.",
    next: "Perhaps the account has another address of yours. Try that one, or write to us.",
  },
  compromise_no_way: {
    title: "Nothing would be left to sign in with",
    happened: "All ways to sign in to this account are younger than the time you chose, so taking them away would lock you out, too. Nothing was changed.",
    next: "Choose a shorter time. If there is none, end the sessions that you do not know, remove the ways to sign in that are not yours, or write to us. We will sort it out with you.",
  },
  not_me_link_no_way: {
    title: "Nothing would be left to sign in with",
    happened: "All ways to sign in to this account are younger than the sign-in that the mail told of, so taking them away would lock you out, too. Nothing was changed.",
    next: "Sign in, end the sessions that you do not know, and remove the ways to sign in that are not yours. If you cannot sign in, write to us at once. We will sort it out with you.",
  },
  not_me_link_unknown: {
    title: "This link does not work any more",
    happened: "The link in the mail works for 7 days, and no longer once a locked account was opened again. Nothing was changed.",
    next: "Sign in, look at where you are signed in, and say there that it was not you. Or write to us at once.",
  },
  copy_used: {
    title: "This copy was fetched already",
    happened: "Each copy can be fetched once, and this one was. What is left of it here is erased within minutes.",
    next: "If it was you, you have it. If you still need one, make a new copy. If it was not you, say so where you are signed in.",
  },
  copy_over: {
    title: "This copy is not there any more",
    happened: "Its time was over, or it was removed for safety. Nobody can fetch it any more.",
    next: "Make a new copy.",
  },
  user_merged: {
    title: "This account was put together with another one",
    happened: "It is a part of that account now, so nobody signs in to it by itself any more. Nothing was changed just now.",
    next: "Sign in again the way you always do. That leads to the account that stayed.",
  },
} as const;

type Words = { title: string; happened: string; next: string };

/**
 * What the recovery page says for each outcome: what it is, what happened, what to do now. `{provider}` is Amazon unless
 * another name is given.
 */
export const outcomes = { ...attemptOutcomes, ...deletionOutcomes, ...emailOutcomes, ...linkingOutcomes, ...mergeOutcomes, ...mergeProofOutcomes, ...profileOutcomes, ...proofOutcomes, ...providerOutcomes } as const satisfies Record<OutcomeCode, Words>;
