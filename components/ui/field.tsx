import type { ComponentProps } from "react";
import { Icon } from "./icon.tsx";

type FieldProps = Pick<
  ComponentProps<"input">,
  "type" | "autoComplete" | "inputMode" | "defaultValue" | "required" | "maxLength" | "min" | "max" | "pattern" | "autoFocus" | "spellCheck" | "autoCapitalize" | "placeholder"
> & {
  label: string;
  name: string;
  /** Defaults to `name`; the error summary links to it. */
  id?: string;
  hint?: string;
  error?: string;
  className?: string;
};

const box =
  "block min-h-12 w-full min-w-0 rounded-control border bg-surface px-4 py-2.5 text-ink placeholder:text-soft transition-colors hover:border-ink";

/** One labelled input, its hint and its error tied to it by `aria-describedby`. */
export function TextField({ label, name, id = name, hint, error, className = "", type = "text", ...rest }: FieldProps) {
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className="grid gap-2">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-soft">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="flex gap-2 text-sm font-medium text-error">
          <Icon name="error" className="mt-0.5 size-4" />
          <span>{error}</span>
        </p>
      )}
      <input
        {...rest}
        id={id}
        name={name}
        type={type}
        aria-describedby={described || undefined}
        aria-invalid={error ? true : undefined}
        className={`${box} ${error ? "border-2 border-error" : "border-edge"} ${className}`}
      />
    </div>
  );
}

type CodeFieldProps = { label: string; name?: string; hint?: string; error?: string; autoFocus?: boolean };

/** The six digits of a mailed code in one input, so that paste and the keyboard's own suggestion work. Spaces may come along. */
export function CodeField({ name = "code", ...rest }: CodeFieldProps) {
  return (
    <TextField
      {...rest}
      name={name}
      autoComplete="one-time-code"
      inputMode="numeric"
      pattern="[0-9]{3}[ \-]?[0-9]{3}"
      maxLength={12}
      spellCheck={false}
      autoCapitalize="off"
      required
      className="max-w-60 font-mono text-2xl tracking-[0.3em] tabular-nums"
    />
  );
}
