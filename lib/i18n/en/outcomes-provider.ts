/** Ends of asking a provider. */
export const providerOutcomes = {
  consent_denied: {
    title: "You did not share anything",
    happened: "You chose Cancel at {provider}, so nothing was shared and nothing has changed.",
    next: "You can try again, or sign in with a code sent to your e-mail address.",
  },
  grant_rejected: {
    title: "{provider} did not confirm this sign-in",
    happened: "The confirmation from {provider} was too old or had been used. Nothing was changed.",
    next: "Start again. It usually works the second time.",
  },
  provider_unavailable: {
    title: "{provider} is not answering right now",
    happened: "We could not finish with {provider}. Nothing was changed, and it is not your fault.",
    next: "Wait a moment and try again, or sign in with a code sent to your e-mail address.",
  },
  provider_answer_invalid: {
    title: "{provider}'s answer did not make sense",
    happened: "We got an answer that we could not use, so we stopped. Nothing was changed.",
    next: "Try again, or sign in with a code sent to your e-mail address.",
  },
  token_audience_mismatch: {
    title: "We stopped this sign-in",
    happened: "The confirmation was made for another website. Nothing was changed.",
    next: "Start again from here, or sign in with a code sent to your e-mail address.",
  },
  identity_mismatch: {
    title: "We stopped this sign-in",
    happened: "{provider}'s answers named two different people. Nothing was changed.",
    next: "Start again from here, or sign in with a code sent to your e-mail address.",
  },
  id_token_signature_invalid: {
    title: "We stopped this sign-in",
    happened: "The confirmation did not carry {provider}'s own signature. Nothing was changed.",
    next: "Start again from here, or sign in another way.",
  },
  id_token_algorithm_refused: {
    title: "We stopped this sign-in",
    happened: "The confirmation from {provider} was not signed in a way that we can trust. Nothing was changed.",
    next: "Start again from here, or sign in another way.",
  },
  id_token_issuer_mismatch: {
    title: "We stopped this sign-in",
    happened: "The confirmation did not come from {provider}. Nothing was changed.",
    next: "Start again from here, or sign in another way.",
  },
  id_token_audience_mismatch: {
    title: "We stopped this sign-in",
    happened: "The confirmation from {provider} was made for another website. Nothing was changed.",
    next: "Start again from here, or sign in another way.",
  },
  id_token_nonce_mismatch: {
    title: "We stopped this sign-in",
    happened: "The confirmation from {provider} belongs to another sign-in. Nothing was changed.",
    next: "Start again in this browser, or sign in another way.",
  },
  id_token_expired: {
    title: "We stopped this sign-in",
    happened: "The confirmation from {provider} was too old. Nothing was changed.",
    next: "Start again. It usually works the second time.",
  },
  client_rejected: {
    title: "Sign in with {provider} is not set up correctly here",
    happened: "This is our mistake, not yours. We have been told about it.",
    next: "Please sign in with a code sent to your e-mail address for now.",
  },
} as const;
