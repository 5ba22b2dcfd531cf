import type { ReactNode } from "react";
import { Larkspur } from "#components/ui/larkspur.tsx";
import { PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";

type AuthFrameProps = { title: ReactNode; lead?: ReactNode; alert?: ReactNode; children: ReactNode };

/** The column of every page on the way in or out: what was refused first, then the title, then the panel. */
export function AuthFrame({ title, lead, alert, children }: AuthFrameProps) {
  return (
    <PageFrame width="narrow">
      <Stack>
        {alert}
        <PageTitle lead={lead}>{title}</PageTitle>
        {children}
      </Stack>
    </PageFrame>
  );
}

/** The same with the flower beside it where there is room. */
export function AuthFrameWithPicture({ title, lead, alert, aside, children }: AuthFrameProps & { aside?: ReactNode }) {
  return (
    <PageFrame width="medium">
      <div className="grid gap-8 md:grid-cols-[minmax(0,1fr)_minmax(0,27rem)] md:gap-12">
        <div className="grid content-start gap-6 md:pt-8">
          <PageTitle lead={lead}>{title}</PageTitle>
          <div className="hidden gap-6 md:grid">{aside}</div>
          <Larkspur className="hidden h-72 w-auto justify-self-start md:block print:hidden" />
        </div>
        <Stack>
          {alert}
          {children}
        </Stack>
      </div>
    </PageFrame>
  );
}
