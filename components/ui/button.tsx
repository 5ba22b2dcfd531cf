import type { ComponentProps } from "react";

export type ButtonVariant = "primary" | "neutral" | "secondary" | "quiet" | "danger";

type Look = { variant?: ButtonVariant; full?: boolean };

const looks: Record<ButtonVariant, string> = {
  primary: "border-transparent bg-accent text-on-accent hover:bg-accent-strong",
  neutral: "border-transparent bg-ink text-paper hover:bg-ink/85",
  secondary: "border-edge bg-surface text-ink hover:border-ink hover:bg-sunken",
  quiet: "border-transparent bg-transparent text-accent underline decoration-1 underline-offset-4 hover:bg-accent-tint hover:text-accent-strong",
  danger: "border-transparent bg-error text-on-error hover:bg-error-strong",
};

function classes({ variant = "primary", full = false }: Look, extra = ""): string {
  const shape = "inline-flex min-h-12 items-center justify-center gap-2 rounded-control border px-5 py-2.5 text-center font-medium leading-snug";
  const motion = "transition-colors duration-150 active:translate-y-px motion-reduce:active:translate-y-0";
  return `${shape} ${motion} ${looks[variant]} ${full ? "w-full" : ""} ${extra}`;
}

/** A button, at least 48 px high; it submits its form unless `type` says otherwise. */
export function Button({ variant, full, className, type = "submit", ...rest }: ComponentProps<"button"> & Look) {
  return <button {...rest} type={type} className={classes({ variant, full }, className)} />;
}

/** A link that looks like a button. Every link here is a whole page load, so that the header never shows an old session. */
export function ButtonLink({ variant, full, className, children, ...rest }: ComponentProps<"a"> & { href: string } & Look) {
  return (
    <a {...rest} className={classes({ variant, full }, className)}>
      {children}
    </a>
  );
}
