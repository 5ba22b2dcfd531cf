export const mail = {
  emailCode: {
    subject: "{code} is your {site} code",
    intro: "Here is your code to sign in to {site}:",
    introExisting: "Here is your code. Entering it links an Amazon account to your account at {site} and signs in there. Only use it if you started this yourself:",
    introReset: "Here is your code to choose a new password at {site}. Whoever has it can sign in to your account, so only use it if you started this yourself:",
    validity: "It works for {minutes} minutes, in the browser where you asked for it.",
    notYou: "If you did not ask for it, you need not do anything. Nobody can sign in without this code.",
    neverShare: "{site} will never ask you for it on the telephone or by message.",
  },
} as const;
