/** The copy of what is held about a person: its page, and the words in the file itself. */
export const copy = {
  title: "A copy of what we hold about you",
  lead: "You get everything that we hold about you in one archive: a page to read, and the same for programs.",
  all: "Your details, linked accounts, sign-ins, orders and everything else that the privacy notice names.",
  noSecrets: "No passwords, codes or access keys: whoever finds the copy cannot sign in with it.",
  how: "It is made in the background and is then on this page.",
  told: {
    mail: "We write to your confirmed address when it is ready. If it cannot be made, only this page says so.",
    page: "You have no confirmed address that we could write to: come back to this page for it. If it cannot be made, this page says so.",
  },
  make: "Make a copy",
  again: "Make a new copy",
  look: "Look again",
  back: "Back to your account",
  toPage: "Go to your copy",
  help: "Write to us",
  waiting: {
    title: "Your copy is waiting to be made",
    text: "It has not been begun yet. You can leave this page; it goes on without you.",
  },
  making: {
    title: "Your copy is being made",
    text: "{percent}% is done. You can leave this page; it goes on without you.",
    progress: "How much of the copy is done",
  },
  ready: {
    title: "Your copy is ready",
    text: "It can be fetched once, until {date}.",
    begun: "Fetching it was begun. If it broke off, you can begin again in this browser until {date}.",
    fetch: "Fetch the copy",
    size: "Archive (ZIP), {size}.",
    proveText: "It was asked for in another browser or sign-in. Prove once more that it is you, and you can fetch it here.",
    prove: "Prove that it is you",
  },
  ended: {
    fetched: {
      title: "Your copy was fetched",
      text: "The link worked once and the archive is gone from our side. It was fetched on {date}.",
    },
    fetching: {
      title: "Your copy is being fetched",
      text: "Fetching it was begun in another browser or sign-in. Only there can it be begun again, until {date}; then it is erased here.",
    },
    expired: {
      title: "Your copy has expired",
      text: "It was not fetched in time and is gone from our side. The time was over on {date}.",
    },
    voided: {
      title: "Your copy was removed",
      text: "Something happened to your account meanwhile, so it was removed for safety. Nobody can fetch it any more.",
    },
    failed: {
      title: "Your copy could not be made",
      text: "That is our fault. Make a new one; if that fails, too, write to us.",
    },
  },
  file: {
    title: "What {site} holds about you",
    lead: "A copy from {address}, made on {time}.",
    left: "Passwords, codes and access keys are left out, so that this copy opens nothing.",
    names: "The names of the fields are those of our database, in English. A text that a spreadsheet would take for a formula has an apostrophe in front of it. The file your-data.json has the same for programs, word for word.",
    none: "Nothing.",
    yes: "yes",
    no: "no",
  },
} as const;
