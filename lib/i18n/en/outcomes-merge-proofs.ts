/** Proving both of two accounts that are to become one. No word here says whose an account is. */
export const mergeProofOutcomes = {
  merge_proved: { title: "Both accounts are proved", happened: "You proved that the other account is yours too.", next: "Look at both, and put them together." },
  accounts_merged: { title: "Your two accounts are one now", happened: "Everything is in one account.", next: "You can go on." },
  merge_no_account: {
    title: "No account here has that",
    happened: "What you proved belongs to no account of this shop, so there is nothing to put together. Nothing was changed.",
    next: "Perhaps the other account was made with another address or another company. Go back and prove that one.",
  },
  merge_own_way: {
    title: "Please prove that account another way",
    happened: "It has a confirmed address, a password or a passkey, so coming back from {provider} is not enough. Nothing was changed.",
    next: "Go back and prove it with a code by e-mail, its password or its passkey.",
  },
  merge_one_must_count: {
    title: "One of the two needs a second way in",
    happened: "Coming back from another company is not enough for both accounts at once: whoever sits at this computer could do it. Nothing was changed.",
    next: "Add an e-mail address or a passkey to the account you are in and confirm with that, then prove the other one.",
  },
  merge_proof_expired: {
    title: "That proof is no longer good",
    happened: "To keep accounts safe, a proof is good for ten minutes and for one time, and only until a way to sign in to that account is changed. Nothing was changed.",
    next: "Go back and prove the other account once more.",
  },
} as const;
