/** Pages that the listener gives by itself, without the application and without the database. */
export const listener = {
  reference: "Reference:",
  home: "Go to the home page",
  again: "Try again",
  toPage: "Go back to the page",
  toSignIn: "Back to sign in",
  outage: {
    title: "We can't reach our records right now",
    reading: "It isn't you, and nothing is lost: if you were signed in you still are, and your bag is where you left it. Please try again in a moment.",
    sending: "What you just sent may not have arrived, so please check before you send it again. If you were signed in you still are, and nothing else has changed.",
    starting: "Signing in has to wait a moment. It isn't you, and nothing is lost. Please try again in a minute.",
  },
  plain: { title: "That didn't work", text: "Nothing is lost. Please go back and try again." },
  refused: {
    bad_request: { title: "We couldn't read that address", text: "Part of the address or of the request is broken. Please go back, or start from the home page." },
    not_found: { title: "There is nothing here", text: "This address does not lead anywhere. Please start from the home page." },
    method_not_allowed: { title: "That doesn't work here", text: "This address can be opened, but not used in this way." },
    request_timeout: { title: "That took too long to arrive", text: "Your connection was too slow this time, so nothing was changed. Please try again." },
    content_too_large: { title: "That was too much text", text: "What you sent is larger than we accept. Nothing was changed. Please go back and shorten it." },
    uri_too_long: { title: "That address is too long", text: "Please follow the link again, or start from the home page." },
    unsupported_media_type: { title: "We couldn't read what was sent", text: "It came in a form that we don't accept. Nothing was changed." },
    expectation_failed: { title: "We couldn't read that request", text: "Please start again from the home page." },
    header_fields_too_large: { title: "Your browser sent too many cookies", text: "Please delete this site's cookies in your browser's settings, then open this page again." },
    server_error: { title: "Something went wrong on our side", text: "It wasn't you. Please try again in a moment. If it stays like this, tell us the reference below." },
    request_timed_out: { title: "This is taking longer than it should", text: "We stopped waiting so that you don't have to. Please try again in a moment." },
    request_refused: { title: "We couldn't do that", text: "Please start again from the home page." },
  },
} as const;
