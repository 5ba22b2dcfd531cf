"use client";

import { type ComponentProps, type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import type { Ending, Wish } from "./ceremony.ts";

type PasskeyFormProps = Pick<ComponentProps<"form">, "className"> & {
  /** Where the answer goes: the address of a page. */
  action: string;
  fields?: Record<string, string>;
  wish: Wish;
  /** Whether the browser may offer passkeys in the e-mail field of this page. */
  autofill?: boolean;
  /** What is said when nothing came of it. */
  words: Record<"cancelled" | "known" | "failed", string>;
  children: ReactNode;
};

const canAsk = () => typeof globalThis.PublicKeyCredential === "function";

/** The part that talks to the device is fetched when it is needed, so that the page itself stays small. */
const ceremony = async () => await import("./ceremony.ts");

function send(form: HTMLFormElement | null, answer: string): void {
  const field = form?.elements.namedItem("passkey");
  if (!form || !(field instanceof HTMLInputElement)) return;
  field.value = answer;
  // Not requestSubmit: that would be heard below and ask again.
  form.submit();
}

/** Offers passkeys in the e-mail field where the browser can, until the signal says that it is over. */
async function offerWhereAvailable(form: RefObject<HTMLFormElement | null>, signal: AbortSignal): Promise<void> {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable()) || signal.aborted) return;
  const { offer } = await ceremony();
  if (signal.aborted) return;
  const end = offer((answer) => send(form.current, answer));
  signal.addEventListener("abort", end);
}

function useAutofill(form: RefObject<HTMLFormElement | null>, wanted: boolean): RefObject<() => void> {
  const end = useRef<() => void>(() => undefined);
  useEffect(() => {
    if (!wanted || !canAsk() || typeof PublicKeyCredential.isConditionalMediationAvailable !== "function") return undefined;
    const controller = new AbortController();
    end.current = () => controller.abort();
    // Whatever becomes of the offer, the page goes on without it.
    offerWhereAvailable(form, controller.signal).catch(() => undefined);
    return end.current;
  }, [form, wanted]);
  return end;
}

/**
 * A form whose answer a passkey gives: pressing its button asks the device, and what it says is posted like any other
 * field, so that statuses and pages are the server's. Without script, or before it has come, the form goes off empty, and
 * the server says plainly what may have been the reason.
 */
export function PasskeyForm({ action, fields = {}, wish, autofill = false, words, className, children }: PasskeyFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const endOffer = useAutofill(form, autofill);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  // From here on a press is heard; one that came before went off empty.
  useEffect(() => form.current?.setAttribute("data-listens", ""), []);
  const finish = (ending: Ending) => {
    // In any case: whoever comes back to this page by the browser's Back finds it as they left it.
    setBusy(false);
    if (ending.kind === "answer") return send(form.current, ending.answer);
    if (ending.kind === "elsewhere") return location.assign(ending.location);
    setProblem(words[ending.why]);
  };
  const submit = (event: { preventDefault: () => void }) => {
    if (!canAsk()) return;
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    endOffer.current();
    void ceremony().then(async ({ ask }) => finish(await ask(wish)), () => finish({ kind: "nothing", why: "failed" }));
  };
  return (
    <form ref={form} method="post" action={action} noValidate onSubmit={submit} aria-busy={busy} className={className}>
      {Object.entries({ ...fields, passkey: "" }).map(([name, value]) => (
        <input key={name} type="hidden" name={name} defaultValue={value} />
      ))}
      {children}
      {problem !== undefined && (
        <p role="alert" className="text-sm font-medium text-error">
          {problem}
        </p>
      )}
    </form>
  );
}
