import { decodeClientDataJSON } from "@simplewebauthn/server/helpers";
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import { z } from "zod";
import { passkeyLimits } from "./relying-party.ts";

const base64url = z.string().regex(/^[\w-]*$/);
const bytes = base64url.min(1).max(8_192);
const credentialId = base64url.min(1).max(1_400);

/** Only what is read; whatever else a browser adds (extensions, copies of the public key) falls away. */
const common = { id: credentialId, rawId: credentialId, type: z.literal("public-key") };

const assertion = z.object({
  ...common,
  response: z.object({ clientDataJSON: bytes, authenticatorData: bytes, signature: bytes, userHandle: base64url.max(100).nullish() }),
});

const registration = z.object({
  ...common,
  response: z.object({ clientDataJSON: bytes, attestationObject: bytes, transports: z.array(z.string().max(20)).max(10).optional() }),
});

/** An answer that has the right shape; nothing in it is believed yet. */
export type Answer<Response> = { challenge: string; response: Response };

function parsed<T extends { response: { clientDataJSON: string } }>(schema: z.ZodType<T>, text: string): Answer<T> | null {
  if (text.length > passkeyLimits.answerCharacters) return null;
  try {
    const result = schema.safeParse(JSON.parse(text));
    if (!result.success) return null;
    const { challenge, crossOrigin } = decodeClientDataJSON(result.data.response.clientDataJSON);
    // Our pages cannot be framed, so an answer that was made in a frame was made on no page of ours.
    return typeof challenge === "string" && crossOrigin !== true ? { challenge, response: result.data } : null;
  } catch {
    return null;
  }
}

const known = ["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"] as const;

/** Reads what a browser answered to a request for a passkey; null when it is no such answer. */
export function parseAssertion(text: string): Answer<AuthenticationResponseJSON> | null {
  const answer = parsed(assertion, text);
  if (!answer) return null;
  const { userHandle, ...response } = answer.response.response;
  return { challenge: answer.challenge, response: { ...answer.response, response: { ...response, ...(userHandle ? { userHandle } : {}) }, clientExtensionResults: {} } };
}

/** Reads what a browser answered when it made a passkey; null when it is no such answer. */
export function parseRegistration(text: string): Answer<RegistrationResponseJSON> | null {
  const answer = parsed(registration, text);
  if (!answer) return null;
  const { transports = [], ...response } = answer.response.response;
  return { challenge: answer.challenge, response: { ...answer.response, response: { ...response, transports: known.filter((one) => transports.includes(one)) }, clientExtensionResults: {} } };
}
