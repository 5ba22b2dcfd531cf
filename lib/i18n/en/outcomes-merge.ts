/** Ends of putting two users together, and of taking them apart. */
export const mergeOutcomes = {
  merge_same_user: {
    title: "That is one and the same account",
    happened: "What you have just shown us belongs to the account that you are signed in to. Nothing was changed.",
    next: "If you have another account, go back and prove that one.",
  },
  merge_user_suspended: {
    title: "One of these accounts is on hold",
    happened: "The shop has put one of the two accounts on hold, so they can be neither put together nor taken apart now. Nothing was changed.",
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
    next: "Sign in to that account if you have changed your mind: we ask you whether you keep it.",
  },
  merge_user_gone: {
    title: "One of these accounts is no longer there",
    happened: "It was deleted while you were busy here. Nothing was changed.",
    next: "You can go on with the account that you are signed in to.",
  },
  address_released: {
    title: "This address belonged to an account that was put together with another",
    happened: "In the last 7 days two accounts were made one, and another address was kept. So this one signs nobody in, and starts no new account yet. Nothing was changed.",
    next: "Sign in with the address that was kept, or another way you know. If it was not you who put them together, open the link in our mail to this address: it takes them apart again.",
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
  merge_link_expired: {
    title: "This link has expired",
    happened: "The link in the mail takes accounts apart for 7 days, and they are over. Nothing was changed.",
    next: "Sign in and look at your account: it can be done there for 30 days. Or write to us, and we will help you.",
  },
  merge_undo_later_first: {
    title: "Another account was put together with yours later",
    happened: "What came last has to be taken apart first. Nothing was changed.",
    next: "Look at the list in your settings and begin with the newest.",
  },
  merge_undo_last_way: {
    title: "One of the accounts would have no way in",
    happened: "Taking them apart now would leave one of the two accounts without any way to sign in. Nothing was changed.",
    next: "Add another way to sign in to this account and try again. If that does not help, write to us, and we will sort it out with you.",
  },
} as const;
