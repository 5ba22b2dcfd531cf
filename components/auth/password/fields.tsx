import { TextField } from "#components/ui/field.tsx";
import { t } from "#lib/i18n/index.ts";
import { Strength, type StrengthLevel } from "./strength.tsx";

/** The address that a password belongs to. `username` is what password managers look for. */
export function AddressField({ error, typed }: { error?: string | undefined; typed?: string | undefined }) {
  return (
    <TextField
      label={t("password.email")}
      name="email"
      type="email"
      error={error}
      defaultValue={typed}
      autoComplete="username"
      autoCapitalize="off"
      inputMode="email"
      spellCheck={false}
      maxLength={254}
      required
    />
  );
}

/** A password that exists. Nothing stands in the way of pasting it. */
export function CurrentPasswordField({ error, label = t("password.password") }: { error?: string | undefined; label?: string }) {
  return <TextField label={label} name="password" type="password" error={error} autoComplete="current-password" autoCapitalize="off" spellCheck={false} required />;
}

/** Tells password managers whose new password is about to be saved, where the page does not ask for the address. */
export function KnownAddress({ email }: { email: string }) {
  return <input type="email" name="username" autoComplete="username" defaultValue={email} readOnly hidden />;
}

/** What a page knows about new passwords. */
export type NewPasswordFacts = {
  fewestCharacters: number;
  /** How hard the refused one is to guess. */
  strength?: StrengthLevel | undefined;
};

/** A password that is to be, with its meter. */
export function NewPasswordField({ error, fewestCharacters, strength }: NewPasswordFacts & { error?: string | undefined }) {
  return (
    <div className="grid gap-3">
      <TextField
        label={t("password.newPassword")}
        name="password"
        type="password"
        hint={t("password.newHint", { count: fewestCharacters })}
        error={error}
        autoComplete="new-password"
        autoCapitalize="off"
        spellCheck={false}
        required
      />
      <Strength level={strength} fewestCharacters={fewestCharacters} />
    </div>
  );
}
