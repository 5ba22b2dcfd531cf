/** What the operator is alerted of. `next`: the first thing to do; the runbook says the rest. */
export const alerts = {
  error_spike: {
    title: "Many sign-ins fail",
    value: "{value, number} of every hundred attempts that ended in the last ten minutes failed through no fault of the shopper.",
    next: "Open the attempts of the last minutes and look which code is most common.",
  },
  our_fault: {
    title: "Sign-ins fail through our own fault",
    value: "{value, number} of the last hour did, whatever the shoppers or the providers could do about it.",
    next: "Open the attempts of the last hour, then search the log for the code that is most common.",
  },
  revocation_spike: {
    title: "Many shoppers lost their link with Amazon",
    value: "{value, number} links were lost in the last hour.",
    next: "Check in Amazon's console that the security profile and its client id are still yours and switched on.",
  },
  refresh_failures: {
    title: "Amazon's tokens are not renewed",
    value: "{value, number} renewals failed in the last ten minutes.",
    next: "Run the doctor with --live: it tells a wrong secret from an Amazon that does not answer.",
  },
  refresh_outage: {
    title: "None of Amazon's tokens is renewed",
    value: "All {value, number} renewals of the last hour failed.",
    next: "Run the doctor with --live: it tells a wrong secret from an Amazon that does not answer.",
  },
  amazon_down: {
    title: "Amazon does not answer",
    value: "{value, plural, =0 {Our calls succeed again, and people are sent there as before.} other {So many of our calls fail that nobody is sent there for now.}}",
    next: "Nothing has to be done here: the sign-in page offers the other ways, and Amazon's comes back by itself. Look at Amazon's status, and at the network of the server.",
  },
  mail_failures: {
    title: "Mails do not leave",
    value: "{value, number} mails have waited for more than five minutes.",
    next: "Check SMTP_URL and the mail server. Nothing is lost: what waits is sent when the server takes it.",
  },
  database_slow: {
    title: "The database is slow",
    value: "A plain statement takes {value, number} milliseconds.",
    next: "Look at the load of PostgreSQL, at its disks, and at long transactions.",
  },
  secret_old: {
    title: "A key or secret is old",
    value: "The oldest has been in use for {value, number} days.",
    next: "Run the doctor: it names the one, and how to change it.",
  },
  mail: {
    subjectFired: "{site} ({environment}): {title}",
    subjectOver: "{site} ({environment}): over: {title}",
    fired: "{title}.",
    over: "This is over after {minutes, plural, one {a minute} other {# minutes}}: {title}.",
    runbook: "What to look at, step by step: {place}",
    link: "The operator's page",
  },
  page: {
    title: "Alerts",
    none: "Everything is as it should be.",
    never: "Nobody has looked yet. The first look comes within a minute of the start.",
    stale: "The last look was more than five minutes ago. Alerts need the jobs: check that JOBS is not off everywhere, or run npm run worker.",
    firing: "Firing since",
    watched: "{count, plural, one {One more is watched and quiet} other {# more are watched and quiet}}",
    quiet: "Quiet since",
    lookedAt: "Last look:",
    untold: "Nobody is told: set ALERT_EMAIL or ALERT_WEBHOOK_URL.",
  },
} as const;
