import { queryValue, type SearchParams } from "#app/search-params.ts";
import type { NewPasswordFacts } from "#components/auth/password/fields.tsx";
import type { PasswordRefusal } from "#components/auth/password/refusal.ts";
import { t } from "#lib/i18n/index.ts";
import { passwordLength } from "#lib/methods/password/length.ts";
import { knownOutcome } from "#lib/outcomes.ts";

/** What the query says of a form that was refused, in words and at its field. */
export async function refusalIn(searchParams: SearchParams): Promise<PasswordRefusal | undefined> {
  const problem = await queryValue(searchParams, "problem");
  if (problem === undefined) return undefined;
  const code = knownOutcome(problem);
  if (code === "email_address_invalid") return { field: "email", text: t("outcomes.email_address_invalid.next") };
  return { field: code.startsWith("email_code_") ? "code" : "password", text: t(`outcomes.${code}.happened`) };
}

const levels = [0, 1, 2, 3, 4] as const;

/** What a page with a new password says: how long it has to be, and how hard the refused one was to guess. */
export async function newPasswordFacts(searchParams: SearchParams): Promise<NewPasswordFacts> {
  const given = await queryValue(searchParams, "strength");
  return { fewestCharacters: passwordLength.fewestCharacters, strength: levels.find((level) => String(level) === given) };
}
