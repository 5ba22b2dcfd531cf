/** Ends about an account that waits to be deleted. */
export const deletionOutcomes = {
  keep_asked: {
    title: "Do you want to keep your account?",
    happened: "The account that you signed in to waits to be deleted. Nobody is signed in yet.",
    next: "Say whether you keep it.",
  },
  keep_declined: {
    title: "Your account goes on waiting to be deleted",
    happened: "You left it to be deleted. Nobody was signed in.",
    next: "If you change your mind, sign in again before it is erased.",
  },
  keep_over: {
    title: "This question is not open any more",
    happened: "The account was kept from another browser, or something about it was changed, or too much time went by. Nothing was changed just now.",
    next: "Sign in again. If the account still waits to be deleted, we ask you once more.",
  },
  deletion_begun: {
    title: "This account is being deleted",
    happened: "The days in which it could be kept are over, and it is being erased. Nothing can bring it back.",
    next: "You can make a new account at any time.",
  },
  deletion_pending: {
    title: "This account is waiting to be deleted",
    happened: "You asked us to delete this account. Nothing was changed just now.",
    next: "If you have changed your mind, sign in to it: we ask you whether you keep it.",
  },
} as const;
