/** The error page's words, in a file of their own: that page runs in the browser and must not bring the whole catalogue. */
export const fault = {
  title: "Something went wrong on our side",
  happened: "This page could not be shown. The mistake is ours, not yours, and you have not been signed out.",
  retry: "Try again",
  home: "Back to the shop",
  help: "Get help",
  reference: "If you write to us, quote this number:",
} as const;
