export const mail = {
  emailCode: {
    subject: "{code} is your {site} code",
    intro: "Here is your code to sign in to {site}:",
    introExisting: "Here is your code. Entering it links a new way to sign in to your account at {site} and signs in there. Only use it if you started this yourself:",
    introReset: "Here is your code to choose a new password at {site}. Whoever has it can sign in to your account, so only use it if you started this yourself:",
    introChange: "Here is your code. Entering it makes this the address of an account at {site}, and from then on a code sent here signs in to it. Only use it if you started this yourself:",
    introMerge: "Here is your code. Somebody who is signed in at {site} wants to put the account of this address together with theirs, and whoever enters the code can do so. Only use it if that is you:",
    link: "Or open this link in the browser where you asked for it",
    linkNote: "Opening the link changes nothing yet: the page says what will happen, and you press a button. On another device, type the code instead.",
    validity: "It works for {minutes} minutes, in the browser where you asked for it.",
    validityBoth: "Code and link work for {minutes} minutes. Using one of them uses up the other.",
    notYou: "If you did not ask for it, you need not do anything. Nobody can sign in without this mail.",
    neverShare: "{site} will never ask you for it on the telephone or by message.",
  },
  addressInUse: {
    subject: "Somebody asked to use your address at {site}",
    text: "Somebody who is signed in to another account at {site} asked to use this e-mail address there. It belongs to your account, so nothing was changed.",
    yours: "If it was you: sign in with this address to use the account that has it.",
    notYou: "If it was not you, you need not do anything.",
  },
} as const;
