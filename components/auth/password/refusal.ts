/** Why a form with a password was refused, at the field that it is about. */
export type PasswordRefusal = { field: "email" | "password" | "code"; text: string };

/** The text if it is about this field. */
export function textFor(refusal: PasswordRefusal | undefined, field: PasswordRefusal["field"]): string | undefined {
  return refusal?.field === field ? refusal.text : undefined;
}
