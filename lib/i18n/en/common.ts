/** The frame of every page, and words used on many pages. */
export const common = {
  skipToContent: "Skip to content",
  errorSummary: "There is a problem",
  siteDescription: "Well-made things for the house, the garden and the path beyond. Sign in with Amazon, a passkey, a password or a code by e-mail.",
  nav: {
    label: "Shop",
    home: "Home",
    saved: "Saved",
    orders: "Orders",
    bag: "Bag",
    bagCount: "({count, plural, one {# item} other {# items}})",
    account: "Account",
    accountNotice: "(something to read)",
    signIn: "Sign in",
  },
  footer: {
    label: "Help and legal",
    language: "Language",
    help: "Help with signing in",
    privacy: "Privacy",
    contact: "Contact",
  },
} as const;
