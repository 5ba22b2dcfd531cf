/** Mails that tell of what has been done. */
export const notices = {
  kinds: {
    password_set: { subject: "Your {site} account has a password now", text: "A password was set for your account at {site}." },
    password_changed: { subject: "Your {site} password was changed", text: "The password of your account at {site} was changed." },
    password_removed: { subject: "Your {site} password was removed", text: "The password of your account at {site} was removed. The other ways to sign in go on working." },
    passkey_added: { subject: "A passkey was added to your {site} account", text: "A passkey was added to your account at {site}. Whoever holds it can sign in." },
    passkey_removed: { subject: "A passkey was removed from your {site} account", text: "A passkey was removed from your account at {site}. The other ways to sign in go on working." },
    email_added: { subject: "This address now belongs to your {site} account", text: "This e-mail address was confirmed for your account at {site}. A code sent here now signs you in." },
    email_changed: { subject: "The address of your {site} account was changed", text: "The e-mail address of your account at {site} was changed to another one. Codes sent here no longer sign you in." },
    email_removed: { subject: "This address was removed from your {site} account", text: "This e-mail address was removed from your account at {site}. Codes sent here no longer sign you in." },
    account_linked: { subject: "Another way to sign in was linked to your {site} account", text: "An account with another company, such as Amazon, was linked to your account at {site}. Whoever can sign in there can now sign in here." },
    accounts_merged: { subject: "Two {site} accounts were put together", text: "This account at {site} and another one were put together. Orders, addresses, bag and saved items are in one account now, which all ways to sign in of both lead to. If the other account's e-mail address was kept, codes sent here no longer sign you in. For 30 days you can take the accounts apart again in your settings." },
    merge_undone: { subject: "Two {site} accounts were taken apart again", text: "Two accounts at {site} that had been put together were taken apart again. Each has its own ways to sign in, and what belonged to it before." },
    account_unlinked: { subject: "A linked account was removed from your {site} account", text: "A linked account, such as one with Amazon, was removed from your account at {site}. It no longer signs anybody in here." },
  },
  when: "When: {time} UTC.",
  undoText: "Was it not you? You can take the change back within 7 days. Your old address then works again, and everybody who is signed in to the account is signed out.",
  undo: "Take the change back",
  ifYou: "If it was you, you need not do anything.",
  notYou: "If it was not you, somebody else may have been in your account. Sign in, look at the ways to sign in to your account, remove what you do not know, and write to us at once. {site} will never ask you for a code or a password.",
  notYouMerged: "If it was not you, somebody else may have been in your account. Write to us at once, and we will put it right with you. {site} will never ask you for a code or a password.",
  help: "Help with signing in",
} as const;
