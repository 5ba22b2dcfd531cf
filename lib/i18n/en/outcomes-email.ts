/** Ends of proving an address: its code, its link, and taking a change back. */
export const emailOutcomes = {
  email_code_incomplete: { title: "Six digits, please", happened: "Enter the six digits from the newest mail we sent.", next: "Look at the newest mail and type the code again." },
  email_code_wrong: {
    title: "That code is not right",
    happened: "The six digits do not match the newest mail we sent.",
    next: "Look at the newest mail and type the code again.",
  },
  email_code_spent: {
    title: "Too many wrong codes",
    happened: "To keep the account safe, this code no longer works. Ask for another one.",
    next: "Ask for a new code.",
  },
  email_code_superseded: {
    title: "There is a newer mail",
    happened: "You asked for another code for this address since, so the older one no longer works. Enter the newer one where you asked for it, or send another code from here.",
    next: "Enter the newest code where you asked for it, or ask for another one.",
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
  email_code_expired: {
    title: "That code has expired",
    happened: "A code works for 10 minutes, and only the newest one counts.",
    next: "Ask for a new code.",
  },
} as const;
