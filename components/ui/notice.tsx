import type { ReactNode } from "react";
import { t } from "#lib/i18n/index.ts";
import { Icon } from "./icon.tsx";

export type NoticeKind = "info" | "success" | "warning" | "error";

const looks: Record<NoticeKind, string> = {
  info: "border-accent/40 bg-accent-tint text-accent",
  success: "border-success/40 bg-success-tint text-success",
  warning: "border-warning/40 bg-warning-tint text-warning",
  error: "border-error/40 bg-error-tint text-error",
};

type NoticeProps = {
  kind?: NoticeKind;
  title?: string;
  /** It stands here on every visit and is no news: screen readers read it in its place and do not announce it. */
  standing?: boolean;
  children?: ReactNode;
};

/** A boxed message in the flow of the page; told apart by icon and words, not by colour alone. */
export function Notice({ kind = "info", title, standing = false, children }: NoticeProps) {
  const role = kind === "error" ? "alert" : "status";
  return (
    <div role={standing ? "note" : role} className={`flex gap-3 rounded-control border px-4 py-3 ${looks[kind]}`}>
      <Icon name={kind} className="mt-0.5 size-5" />
      <div className="grid min-w-0 gap-1">
        {title && <p className="font-semibold">{title}</p>}
        {children && <div className="text-ink">{children}</div>}
      </div>
    </div>
  );
}

type ErrorSummaryProps = { errors: { fieldId?: string; text: string }[]; title?: string };

/**
 * The summary at the top of a refused form. It takes the focus as the page opens (the browser's own `autofocus`, no
 * script), so that a screen reader starts with what went wrong; each line leads to its field.
 */
export function ErrorSummary({ errors, title = t("common.errorSummary") }: ErrorSummaryProps) {
  if (errors.length === 0) return null;
  return (
    <div role="alert" tabIndex={-1} autoFocus aria-labelledby="error-summary" className="rounded-control border-2 border-error bg-error-tint px-5 py-4">
      <h2 id="error-summary" className="font-semibold text-error">
        {title}
      </h2>
      <ul className="mt-1 grid gap-1">
        {errors.map(({ fieldId, text }) => (
          <li key={text}>
            {fieldId ? (
              <a href={`#${fieldId}`} className="inline-flex min-h-11 items-center underline underline-offset-4 hover:decoration-2">
                {text}
              </a>
            ) : (
              text
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
