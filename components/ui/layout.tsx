import type { ReactNode } from "react";

const widths = { narrow: "max-w-lg", prose: "max-w-2xl", medium: "max-w-4xl", wide: "max-w-6xl" } as const;

/** The column a page lives in: side margins down to 320 px, space above and below. */
export function PageFrame({ width = "wide", children }: { width?: keyof typeof widths; children: ReactNode }) {
  return <div className={`mx-auto w-full px-5 py-10 sm:px-8 sm:py-16 ${widths[width]}`}>{children}</div>;
}

type PageTitleProps = { children: ReactNode; eyebrow?: ReactNode; lead?: ReactNode };

/** The one h1 of a page, with an optional line above and a paragraph below. */
export function PageTitle({ children, eyebrow, lead }: PageTitleProps) {
  return (
    <div className="grid gap-3">
      {eyebrow && <p className="text-sm font-medium text-soft">{eyebrow}</p>}
      <h1 className="title-1">{children}</h1>
      {lead && <p className="max-w-prose text-lg text-soft">{lead}</p>}
    </div>
  );
}

/** A raised panel. */
export function Card({ children, as: Tag = "div", className = "" }: { children: ReactNode; as?: "div" | "section" | "li" | "article"; className?: string }) {
  return <Tag className={`rounded-card border border-line bg-surface p-6 shadow-card sm:p-8 print:shadow-none ${className}`}>{children}</Tag>;
}

const gaps = { sm: "gap-3", md: "gap-6", lg: "gap-10" } as const;

/** Children below one another with even space. */
export function Stack({ gap = "md", children, className = "" }: { gap?: keyof typeof gaps; children: ReactNode; className?: string }) {
  return <div className={`grid min-w-0 content-start ${gaps[gap]} ${className}`}>{children}</div>;
}

/** A rule across, with a word in the middle when there is one. */
export function Divider({ label }: { label?: string }) {
  if (!label) return <hr className="border-line" />;
  return (
    <div className="flex items-center gap-4 text-sm text-soft before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">{label}</div>
  );
}

/** Term and value pairs; values may be long and from anywhere. Stacked, the value stands below its term at every width. */
export function DefinitionList({ items, stacked = false }: { items: { term: string; value: ReactNode }[]; stacked?: boolean }) {
  return (
    <dl className={`grid gap-x-8 gap-y-4 ${stacked ? "" : "sm:grid-cols-[max-content_minmax(0,1fr)]"}`}>
      {items.map(({ term, value }) => (
        <div key={term} className={`grid gap-0.5 ${stacked ? "" : "sm:contents"}`}>
          <dt className="text-soft">{term}</dt>
          <dd className="min-w-0">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
