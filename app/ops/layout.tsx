import type { ReactNode } from "react";
import { OpsFrame } from "#components/ops/frame.tsx";
import { requireOperator } from "#lib/auth/operator.ts";

/** The frame around the operator's pages. It guards nothing: each page asks `requireOperator` itself. */
export default async function OpsLayout({ children }: { children: ReactNode }) {
  return (await requireOperator()) ? <OpsFrame>{children}</OpsFrame> : children;
}
