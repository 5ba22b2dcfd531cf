"use client";

import { FaultPage } from "#components/ui/fault-page.tsx";

/** Stands in for a page that failed; header and footer stay. */
export default function ErrorPage({ error }: { error: Error & { digest?: string } }) {
  return <FaultPage reference={error.digest} />;
}
