/** Putting two accounts together, and taking them apart again. Names and addresses arrive already cut and isolated. */
export const merge = {
  metaTitle: "Put two accounts together",
  title: "Put two accounts together",
  lead: "Do you have two accounts here? Make one of them: orders, addresses, your bag and what you saved come together.",
  signedInAs: "You are signed in as {name}.",
  signedInAsNobody: "You are signed in.",
  how: {
    title: "How it works",
    own: "You prove that the account you are in is yours.",
    other: "You prove the other account, here in this browser. You stay signed in.",
    compare: "You see both side by side, and choose where they differ. Nothing happens before you press the button there.",
    undo: "The older account stays. For 30 days you can take them apart again.",
  },
  start: "Begin",
  cancel: "Not now",
  other: {
    title: "Now prove the other account",
    lead: "Any one of these will do.",
    code: {
      title: "With a code by e-mail",
      text: "We send six digits to the address of the other account.",
      label: "E-mail address of the other account",
      button: "Send me a code",
    },
    password: {
      title: "With its password",
      label: "Its e-mail address",
      button: "Prove with the password",
    },
    passkey: {
      title: "With its passkey",
      button: "Use a passkey",
    },
    providers: {
      title: "With the company it was made with",
      text: "For an account without a confirmed address, a password and a passkey.",
      button: "Prove with {provider}",
    },
  },
} as const;
