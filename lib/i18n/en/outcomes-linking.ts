/** Ends of linking a provider's account to a user who is signed in. */
export const linkingOutcomes = {
  account_linked: { title: "{provider} is linked", happened: "You can now sign in with {provider}.", next: "You can go on." },
  already_linked: { title: "{provider} was linked already", happened: "This {provider} account was linked to your account before. It is up to date now.", next: "You can go on." },
  account_replaced: { title: "Your {provider} account was replaced", happened: "You can now sign in with the new {provider} account, and no longer with the one before.", next: "You can go on." },
  account_reconnected: { title: "{provider} is connected again", happened: "Your {provider} account is up to date.", next: "You can go on." },
  postal_code_fetched: { title: "We have your postal code", happened: "{provider} told us your postal code.", next: "It is in the form of a new address." },
  postal_code_declined: { title: "We do not have your postal code", happened: "You did not share your postal code at {provider}.", next: "You can type it yourself. Everything else works as before." },
  postal_code_missing: { title: "{provider} has no postal code of yours", happened: "{provider} does not know a postal code of yours.", next: "You can type it yourself. Everything else works as before." },
  link_asked: { title: "Link this account?", happened: "You came back from {provider}, and nothing is linked yet.", next: "Say whether the account is to be linked." },
  link_declined: { title: "Nothing has changed", happened: "You did not link the {provider} account. What {provider} told us for it is erased.", next: "You can go on." },
  link_owned_by_other: {
    title: "This {provider} account is in use here already",
    happened: "It is linked to another account of this shop. Nothing was changed.",
    next: "Sign in with {provider} to use that account. If both accounts are yours, you can put them together. To link another one, sign out at {provider} first.",
  },
  link_other_session: {
    title: "You have signed in anew since",
    happened: "The link was asked for in an earlier visit, which has ended. Nothing was linked.",
    next: "Start again from your ways to sign in. It takes a few seconds.",
  },
  reconnect_other_account: {
    title: "That was another {provider} account",
    happened: "You came back with another {provider} account than the one that we expected. Nothing was changed, and nothing was linked.",
    next: "Sign out at {provider}, then connect again with the account that we expect.",
  },
} as const;
