/** Proving it again before something sensitive. */
export const stepUp = {} as const;
