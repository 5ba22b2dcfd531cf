import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { NotFoundPanel } from "#components/ui/not-found-panel.tsx";
import { requestContext } from "#lib/telemetry/request-context.ts";

/**
 * The page of something that is not there, with the status 404. Next's own `notFound()` would answer with an empty shell
 * that only script can fill, so the listener is told to set the status instead; without our listener it has to do.
 * @param shown what the page says instead of the usual, to somebody who may know what it was about
 */
export function missing(shown: ReactNode = <NotFoundPanel />): ReactNode {
  const context = requestContext();
  if (!context) notFound();
  context.missing = true;
  return (
    <>
      {/* As Next.js has it on the page of an address that no page has: what may not be seen looks the same. */}
      <meta name="robots" content="noindex" />
      {shown}
    </>
  );
}
