/** What can be wrong at Amazon's end; only `npm run doctor -- --live` asks there. */
export const liveProblems = {
  live_silent: { text: "Amazon gave no answer at {host} ({reason}).", remedy: "See that this machine may open https connections to {host}." },
  live_client_unknown: { text: "Amazon does not know the client ID: it was mistyped, or its security profile was deleted or disabled.", remedy: "Copy AUTH_AMAZON_ID anew: developer.amazon.com, Login with Amazon, your security profile, Show Client ID and Client Secret." },
  live_return_url: { text: "The return URL is not registered at Amazon: {url}", remedy: "At developer.amazon.com, Login with Amazon, your security profile, Web Settings, Edit, add this line under Allowed Return URLs, letter by letter:\n{url}" },
  live_scope: { text: "Amazon refuses the scope {scope} to this client.", remedy: "Enable Login with Amazon for the security profile and copy the Client ID from there: an ID of another kind of app (SP-API, Alexa) has no scope {scope}." },
  live_authorization_refused: { text: "Amazon refuses the authorization request ({reason}).", remedy: "Compare AUTH_AMAZON_ID and the Web Settings of the security profile; if they are right, try again in some minutes." },
  live_authorization_unclear: { text: "Amazon answered the authorization request in a way that says nothing ({reason}).", remedy: "Open the sign-in page in a browser and choose Amazon. If Amazon asks you to sign in, this can be ignored." },
  live_secret_refused: { text: "Amazon refuses {count, plural, one {the client secret} other {all # client secrets}}: nobody can sign in.", remedy: "Copy AUTH_AMAZON_SECRET anew: developer.amazon.com, Login with Amazon, your security profile, Show Client ID and Client Secret." },
  live_secret_left_over: { text: "Amazon refuses entry {position} of AUTH_AMAZON_SECRET and takes another.", remedy: "Leave entry {position} out." },
  live_grant_refused: { text: "Amazon does not let this client trade codes ({reason}).", remedy: "Use the Client ID of a security profile with Web Settings, not that of a native app." },
  live_token_unclear: { text: "Amazon answered the token request in a way that says nothing ({reason}).", remedy: "Ask again in some minutes." },
  live_clock_off: { text: "This machine's clock is {seconds} seconds {direction, select, ahead {ahead of} other {behind}} Amazon's.", remedy: "Let it keep time by NTP (timedatectl set-ntp true)." },
} as const;
