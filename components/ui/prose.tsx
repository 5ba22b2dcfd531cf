import type { ReactNode } from "react";

/** A titled part of a page that is mostly reading; `id` makes it a place to link to. */
export function ProseSection({ title, id, children }: { title: string; id?: string; children: ReactNode }) {
  return (
    <section className="grid gap-3 border-t border-line pt-8" id={id} aria-labelledby={id && `${id}-title`}>
      <h2 className="title-2" id={id && `${id}-title`}>
        {title}
      </h2>
      {children}
    </section>
  );
}

/** A plain list of short lines. */
export function BulletList({ items }: { items: string[] }) {
  return (
    <ul className="grid list-disc gap-1.5 pl-5 marker:text-petal">
      {items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  );
}
