"use client";

import { useEffect, useState } from "react";
import { roughStrength, type StrengthLevel } from "./rough-strength.ts";

type LiveStrengthProps = {
  /** The input that is watched. */
  fieldId: string;
  fewestCharacters: number;
  /** What the server said of the password that it refused; undefined on a first visit. */
  level?: StrengthLevel | undefined;
  label: string;
  /** Words for each level: they come as props, so that the catalogue stays on the server. */
  words: readonly string[];
};

/** The meter beside a new password. Without script it shows what the server said; with script it follows the typing. */
export function LiveStrength({ fieldId, fewestCharacters, level, label, words }: LiveStrengthProps) {
  const [shown, setShown] = useState(level);
  useEffect(() => {
    const field = document.getElementById(fieldId);
    if (!(field instanceof HTMLInputElement)) return;
    const follow = () => setShown(field.value === "" ? undefined : roughStrength(field.value, fewestCharacters));
    field.addEventListener("input", follow);
    return () => field.removeEventListener("input", follow);
  }, [fieldId, fewestCharacters]);
  if (shown === undefined) return null;
  return (
    <div className="grid gap-1 text-sm">
      <label htmlFor={`${fieldId}-strength`} className="text-soft">
        {label}
      </label>
      <meter id={`${fieldId}-strength`} min={0} max={4} low={2} high={3} optimum={4} value={shown} className="h-3 w-full" />
      <output htmlFor={fieldId}>{words[shown]}</output>
    </div>
  );
}
