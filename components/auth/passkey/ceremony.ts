import { type PublicKeyCredentialCreationOptionsJSON, type PublicKeyCredentialRequestOptionsJSON, startAuthentication, startRegistration, WebAuthnAbortService } from "@simplewebauthn/browser";

/** What is asked for, as POST /api/passkey/options wants it. */
export type Wish = { purpose: "sign_in" | "step_up" | "add" | "merge" } | { purpose: "existing"; attempt: string };

/** How it ended: with an answer for the form, on another page, or with the person where they were. */
export type Ending = { kind: "answer"; answer: string } | { kind: "elsewhere"; location: string } | { kind: "nothing"; why: "cancelled" | "known" | "failed" };

async function askForOptions(wish: Wish): Promise<{ options: unknown } | { location: string } | undefined> {
  const response = await fetch("/api/passkey/options", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(wish) });
  const body = (await response.json().catch(() => undefined)) as { location?: unknown } | undefined;
  if (response.ok) return { options: body };
  return typeof body?.location === "string" && body.location.startsWith("/") ? { location: body.location } : undefined;
}

function whyNothing(error: unknown): "cancelled" | "known" | "failed" {
  const name = error instanceof Error ? error.name : "";
  if (name === "InvalidStateError") return "known";
  return name === "NotAllowedError" || name === "AbortError" ? "cancelled" : "failed";
}

/** Asks the device for a passkey, or to make one, and ends any other request of this page. */
export async function ask(wish: Wish): Promise<Ending> {
  try {
    const asked = await askForOptions(wish);
    if (!asked) return { kind: "nothing", why: "failed" };
    if ("location" in asked) return { kind: "elsewhere", location: asked.location };
    const answer =
      wish.purpose === "add"
        ? await startRegistration({ optionsJSON: asked.options as PublicKeyCredentialCreationOptionsJSON })
        : await startAuthentication({ optionsJSON: asked.options as PublicKeyCredentialRequestOptionsJSON });
    return { kind: "answer", answer: JSON.stringify(answer) };
  } catch (error) {
    return { kind: "nothing", why: whyNothing(error) };
  }
}

/** A challenge is good for five minutes; the browser gets another before that. */
const renewMilliseconds = 4 * 60 * 1_000;

/**
 * Lets the browser offer passkeys in the e-mail field, where it can, until one is chosen.
 * @param use gets the answer
 * @returns ends the offer
 */
export function offer(use: (answer: string) => void): () => void {
  let over = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const again = async () => {
    const asked = await askForOptions({ purpose: "sign_in" }).catch(() => undefined);
    if (over || !asked || !("options" in asked)) return;
    timer = setTimeout(() => void again(), renewMilliseconds);
    try {
      use(JSON.stringify(await startAuthentication({ optionsJSON: asked.options as PublicKeyCredentialRequestOptionsJSON, useBrowserAutofill: true })));
    } catch {
      // Ended by the button, by a newer offer, or by the browser: the page goes on without it.
    }
  };
  void again();
  return () => {
    over = true;
    clearTimeout(timer);
    WebAuthnAbortService.cancelCeremony();
  };
}
