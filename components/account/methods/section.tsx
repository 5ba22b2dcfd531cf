import type { ReactNode } from "react";
import { Icon, type IconName } from "#components/ui/icon.tsx";
import { Card } from "#components/ui/layout.tsx";

type MethodSectionProps = { icon: IconName; title: string; children: ReactNode };

/** One kind of way to sign in on the settings page: what there is of it, and what can be done with it. */
export function MethodSection({ icon, title, children }: MethodSectionProps) {
  return (
    <Card as="section">
      <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-4">
        <span className="flex size-10 items-center justify-center rounded-full bg-accent-tint text-accent">
          <Icon name={icon} />
        </span>
        <div className="grid content-start gap-4">
          <h2 className="title-2 pt-1">{title}</h2>
          {children}
        </div>
      </div>
    </Card>
  );
}
