/**
 * Why a deed of an operator was not done, each with the status of the page that says so. They end no attempt and are
 * shown to nobody but an operator, so they are no rows of lib/outcomes.ts.
 */
export const deedRefusals = {
  reason_missing: 422,
  reason_long: 422,
  own_account: 409,
  user_gone: 404,
  user_merged: 409,
  user_suspended: 409,
  deletion_pending: 409,
  no_way_left: 409,
  attempt_over: 409,
  too_soon: 429,
} as const;
export type DeedRefusal = keyof typeof deedRefusals;

/** The refusal that a query names, or undefined. */
export function knownRefusal(value: string | undefined): DeedRefusal | undefined {
  return value !== undefined && Object.hasOwn(deedRefusals, value) ? (value as DeedRefusal) : undefined;
}
