import type { ReactNode } from "react";
import { Card } from "#components/ui/layout.tsx";

/** A titled part of an operator's page. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card as="section">
      <h2 className="title-2 mb-5">{title}</h2>
      {children}
    </Card>
  );
}

/** A link that is easy to hit. */
export function RoomyLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} className="text-link inline-flex min-h-11 items-center">
      {children}
    </a>
  );
}

/** Where there is nothing to show. */
export function None({ children }: { children: string }) {
  return <p className="text-soft">{children}</p>;
}
