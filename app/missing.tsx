import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { NotFoundPanel } from "#components/ui/not-found-panel.tsx";
import { requestContext } from "#lib/telemetry/request-context.ts";

/**
 * The page of something that is not there, with the status 404. Next's own `notFound()` would answer with an empty shell
 * that only script can fill, so the listener is told to set the status instead; without our listener it has to do.
 */
export function missing(): ReactNode {
  const context = requestContext();
  if (!context) notFound();
  context.missing = true;
  return <NotFoundPanel />;
}
