import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/field.tsx";
import { t } from "#lib/i18n/index.ts";

/** Finds an attempt by the number that a shopper wrote. Reading only, so its form reads. */
export function ReferenceSearch({ value, error }: { value?: string | undefined; error?: string | undefined }) {
  return (
    <form method="get" action="/ops/attempts" className="grid gap-4">
      <TextField name="ref" label={t("ops.reference.label")} hint={t("ops.reference.hint")} defaultValue={value} maxLength={60} autoCapitalize="characters" autoComplete="off" spellCheck={false} className="max-w-80 font-mono" {...(error ? { error } : {})} />
      <div>
        <Button>{t("ops.reference.button")}</Button>
      </div>
    </form>
  );
}
