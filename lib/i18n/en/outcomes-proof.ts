/** Ends of a proof by password or passkey, and of proving it again. */
export const proofOutcomes = {
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
    happened: "It is made of common words or well-known phrases, repetitions, keys in a row, your address or the name of this shop, which are tried first.",
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
    happened: "Your browser did not ask for the passkey: the page was still loading, script is off for it, or the browser is too old for passkeys.",
    next: "Try again. If it ends like this once more, allow script for this site, or use another way.",
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
