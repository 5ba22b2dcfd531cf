/** The settings page of all ways to sign in. */
export const methods = {
  metaTitle: "How you sign in",
  title: "How you sign in",
  lead: "Any of these gets you into your account. Two ways are better than one: if one fails you, the other still works.",
  back: "Back to your account",
  email: {
    title: "Code by e-mail",
    proved: "Confirmed: we can send a code to it.",
    unproved: "Not confirmed yet, so it does not sign you in.",
    none: "No address yet.",
    add: "Confirm an address",
    change: "Change the address",
  },
  password: {
    title: "Password",
    changed: "Last changed on",
    none: "You have no password. You need none.",
    add: "Choose a password",
    change: "Change the password",
  },
  linked: {
    title: "Linked accounts",
    as: "Linked as {name}",
    since: "Linked on",
    lastUsed: "Last used",
    none: "No account elsewhere is linked.",
  },
} as const;
