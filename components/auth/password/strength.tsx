import { t } from "#lib/i18n/index.ts";
import { LiveStrength } from "./live-strength.tsx";
import type { StrengthLevel } from "./rough-strength.ts";

export type { StrengthLevel } from "./rough-strength.ts";

type StrengthProps = { level?: StrengthLevel | undefined; fewestCharacters: number };

/** How hard the new password in the field above is to guess. */
export function Strength({ level, fewestCharacters }: StrengthProps) {
  const tooEasy = t("password.strengths.tooEasy");
  const words = [tooEasy, tooEasy, t("password.strengths.almost"), t("password.strengths.good"), t("password.strengths.best")];
  return <LiveStrength fieldId="password" fewestCharacters={fewestCharacters} level={level} label={t("password.strength")} words={words} />;
}
