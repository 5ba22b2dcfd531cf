import type { ComponentProps, ReactNode } from "react";
import { Icon } from "./icon.tsx";

type LabelProps = {
  label: string;
  name: string;
  /** Defaults to `name`; the error summary links to it. */
  id?: string;
  hint?: string;
  error?: string;
  /** The id of words elsewhere on the page that belong to it. */
  describedBy?: string;
};

type FieldProps = LabelProps &
  Pick<
    ComponentProps<"input">,
    "type" | "autoComplete" | "inputMode" | "defaultValue" | "required" | "maxLength" | "min" | "max" | "pattern" | "autoFocus" | "spellCheck" | "autoCapitalize" | "placeholder"
  > & { className?: string };

const box =
  "block min-h-12 w-full min-w-0 rounded-control border bg-surface px-4 py-2.5 text-ink placeholder:text-soft transition-colors hover:border-ink";
const edge = (error: string | undefined) => (error ? "border-2 border-error" : "border-edge");

/** What ties an input to its hint, its error and other words about it. */
function described({ name, id = name, hint, error, describedBy }: LabelProps) {
  const ids = [describedBy, hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return { id, name, "aria-describedby": ids || undefined, "aria-invalid": error ? true : undefined };
}

/** The label, the hint and the error above an input. */
function Labelled({ label, name, id = name, hint, error, children }: LabelProps & { children: ReactNode }) {
  return (
    <div className="grid min-w-0 content-start gap-2">
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
      {children}
    </div>
  );
}

/** One labelled input, its hint and its error tied to it by `aria-describedby`. */
export function TextField({ label, name, id, hint, error, describedBy, className = "", type = "text", ...rest }: FieldProps) {
  const words = { label, name, id, hint, error, describedBy };
  return (
    <Labelled {...words}>
      <input {...rest} {...described(words)} type={type} className={`${box} ${edge(error)} ${className}`} />
    </Labelled>
  );
}

type TextAreaProps = LabelProps & Pick<ComponentProps<"textarea">, "defaultValue" | "required" | "maxLength" | "rows">;

/** One labelled input for several lines. */
export function TextArea({ label, name, id, hint, error, rows = 8, ...rest }: TextAreaProps) {
  const words = { label, name, id, hint, error };
  return (
    <Labelled {...words}>
      <textarea {...rest} {...described(words)} rows={rows} className={`${box} ${edge(error)}`} />
    </Labelled>
  );
}

type SelectFieldProps = LabelProps &
  Pick<ComponentProps<"select">, "autoComplete" | "defaultValue" | "required"> & {
    /** The first entry, which stands for nothing chosen yet. */
    placeholder: string;
    options: readonly { value: string; text: string }[];
  };

/** One labelled choice out of many, by the browser's own list. */
export function SelectField({ label, name, id, hint, error, placeholder, options, ...rest }: SelectFieldProps) {
  const words = { label, name, id, hint, error };
  return (
    <Labelled {...words}>
      <select {...rest} {...described(words)} className={`${box} ${edge(error)}`}>
        <option value="">{placeholder}</option>
        {options.map(({ value, text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

type CodeFieldProps = Omit<LabelProps, "name" | "id"> & { name?: string; autoFocus?: boolean };

/**
 * The six digits of a mailed code in one input, so that paste and the keyboard's own suggestion work. Spaces may come along.
 * With the focus in it from the start, a screen reader begins here: `describedBy` names the words that say where the code went.
 */
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
