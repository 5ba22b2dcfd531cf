/** Ends of asking Amazon about somebody who is signed in. */
export const profileOutcomes = {
  profile_up_to_date: { title: "Everything is up to date", happened: "{provider} tells us the same as before.", next: "You can go on." },
  profile_changed: { title: "Your details from {provider} are up to date", happened: "{provider} told us something new.", next: "You can go on." },
  consent_needed: {
    title: "We need your yes at {provider} once more",
    happened: "{provider} does not tell us anything about you at the moment. Nothing was changed.",
    next: "Connect {provider} again, then try once more.",
  },
  profile_unavailable: {
    title: "{provider} is not answering right now",
    happened: "We could not ask {provider}. Nothing was changed, and it is not your fault.",
    next: "Wait a moment and try again.",
  },
  profile_answer_invalid: {
    title: "{provider}'s answer did not make sense",
    happened: "We got an answer that we could not use. Nothing was changed.",
    next: "Try again a little later.",
  },
  profile_misconfigured: {
    title: "We can't ask {provider} at the moment",
    happened: "This is our mistake, not yours. We have been told about it, and nothing was changed.",
    next: "Please try again another day.",
  },
  profile_other_person: {
    title: "We stopped this",
    happened: "{provider}'s answer was not about the account that is linked here. Nothing was changed.",
    next: "Write to us and quote the reference.",
  },
} as const;
