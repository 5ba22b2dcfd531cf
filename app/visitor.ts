import { headers } from "next/headers";
import { type Visitor, visitorOf } from "#lib/auth/visitor.ts";

/** The visitor of the request that a page answers. */
export async function pageVisitor(): Promise<Visitor> {
  return visitorOf({ headers: new Headers(await headers()) });
}
