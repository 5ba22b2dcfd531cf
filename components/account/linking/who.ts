import { inSentence } from "#components/ui/person-text.tsx";
import { listed } from "#lib/i18n/format.ts";
import { t } from "#lib/i18n/index.ts";

/** What a linked account is called in a sentence: its name and address there, as far as they are known. */
export function whoIs({ name, email }: { name: string | null; email: string | null }): string {
  if (name !== null && email !== null) return t("linking.who", { name: inSentence(name), email: inSentence(email, 64) });
  const known = name ?? email;
  return known === null ? t("linking.section.noName") : inSentence(known, 64);
}

/** The same for several. */
export function inWords(accounts: readonly { name: string | null; email: string | null }[]): string {
  return listed(accounts.map(whoIs));
}
