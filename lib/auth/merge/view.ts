import { signedInStrength } from "../../accounts/merge/merge-proof.ts";
import { database } from "../../db/client.ts";
import type { SessionView } from "../../sessions/check.ts";
import type { ProviderName } from "../../sessions/methods.ts";
import { seeOther } from "../answers.ts";
import { reauthenticatePath } from "../step-up.ts";
import { switchedOnProviders } from "../switched-on.ts";
import type { Visitor } from "../visitor.ts";
import { mergePage } from "./paths.ts";

/** Where somebody stands who wants to put two accounts together. */
export type MergeView =
  | { kind: "signed_out" }
  /** The signed-in side comes first; `path` is the page that asks for its proof. */
  | { kind: "prove_signed_in"; session: SessionView; path: string }
  /** `providers`: those whose return may stand for the other side. */
  | { kind: "prove_other"; session: SessionView; providers: ProviderName[] };

/** The page of the signed-in side's proof, which leads back to where the merge goes on. */
export function ownProofPath(returnTo: string = mergePage): string {
  return reauthenticatePath({ purpose: "merge", returnTo });
}

/** Looks, and changes nothing. */
export async function mergeView(visitor: Visitor): Promise<MergeView> {
  const session = await visitor.session();
  if (!session) return { kind: "signed_out" };
  const strength = await signedInStrength(database().db, session, new Date());
  if (strength === "none" || strength === "own_way_first") return { kind: "prove_signed_in", session, path: ownProofPath() };
  // Two returns from providers are not enough.
  return { kind: "prove_other", session, providers: strength === "counts" ? switchedOnProviders() : [] };
}

/** The same for a form that proves the other side: whoever has to do something else first is led there. */
export async function provingSession(visitor: Visitor): Promise<{ ok: true; session: SessionView } | { ok: false; response: Response }> {
  const view = await mergeView(visitor);
  if (view.kind === "prove_other") return { ok: true, session: view.session };
  return { ok: false, response: seeOther(view.kind === "signed_out" ? `/signin?${new URLSearchParams({ returnTo: mergePage })}` : view.path) };
}
