import { z } from "zod";

const mostDelayMilliseconds = 120_000;
const mostBytes = 1024 ** 3;
const mostFaults = 100;

export const faultEndpoints = ["authorize", "token", "tokeninfo", "profile"] as const;

/** `error` values of an authorization response. @see RFC 6749 section 4.1.2.1 */
export const authorizationErrors = [
  "access_denied",
  "invalid_request",
  "invalid_scope",
  "server_error",
  "temporarily_unavailable",
  "unauthorized_client",
  "unsupported_response_type",
] as const;

// The sandbox frames its answers itself.
const headerName = z.string().regex(/^(?!content-length$|transfer-encoding$|connection$)[a-z0-9-]{1,60}$/);
const headerValue = z.string().regex(/^[\x20-\x7e]{0,2000}$/);

/**
 * What `POST /_sandbox/faults` takes: where, for whom, how often, and what goes wrong. A switch that has no meaning at
 * an endpoint does nothing there.
 */
export const faultSchema = z.strictObject({
  endpoint: z.enum(faultEndpoints),
  /** Only calls about this persona; every call when absent. */
  userId: z.string().max(200).optional(),
  /** For so many calls; until removed when absent. */
  times: z.int().min(1).optional(),
  /** For so large a share of those calls, evenly: with 0.6 three of five. */
  share: z.number().gt(0).lt(1).optional(),

  // Instead of doing the work, so that a code sent along stays unused and a retry can succeed:
  /** Answers with this status (200 when only `body` is given). */
  status: z.int().min(200).max(599).optional(),
  body: z.string().optional(),
  /** Answers with a page, as the sign-in page of a wireless network does. */
  html: z.literal(true).optional(),
  /** Never answers. */
  hang: z.boolean().optional(),
  /** Cuts the connection. */
  reset: z.boolean().optional(),
  /** Sends this error to the redirect URI. Only at `authorize`. */
  authorizationError: z.enum(authorizationErrors).optional(),
  /** The words that go with it. */
  errorDescription: z.string().max(10_000).optional(),
  /** Shows that error on the sandbox's own page and sends the person nowhere. */
  onOwnPage: z.literal(true).optional(),

  // On the way of an answer, whatever it is:
  contentType: headerValue.min(1).optional(),
  /** Further headers, such as `retry-after` or `location`. */
  headers: z.record(headerName, headerValue).refine((headers) => Object.keys(headers).length <= 20, "at most 20").optional(),
  delayMilliseconds: z.number().min(0).max(mostDelayMilliseconds).optional(),
  dripMillisecondsPerByte: z.number().min(0).max(mostDelayMilliseconds).optional(),
  /** Cuts the connection after so many bytes of the body. */
  resetAfterBytes: z.int().min(0).max(mostBytes).optional(),
  /** Does the work, then cuts the connection: the client never learns what became of it. */
  loseAnswer: z.literal(true).optional(),
  /** Makes the body so large, as JSON that is still good. */
  oversizedBytes: z.int().min(1).max(mostBytes).optional(),
  /** Compresses the body; with `oversizedBytes` a bomb. */
  gzip: z.literal(true).optional(),
  /** Breaks the text of a JSON answer. */
  mangle: z.enum(["broken_json", "cut_off", "byte_order_mark", "duplicate_keys"]).optional(),

  // In what a good answer says:
  /** Replaces `aud` in tokeninfo. */
  aud: z.string().optional(),
  /** Replaces `user_id` in tokeninfo and profile. */
  otherUserId: z.string().optional(),
  /** Replaces `expires_in` in token answers, with any JSON value. */
  expiresIn: z.unknown().optional(),
  /** Leaves `user_id` out of tokeninfo and profile. */
  omitUserId: z.literal(true).optional(),
  /** Leaves these fields out. */
  omit: z.array(z.string().max(100)).max(20).optional(),
  /** The profile in the nested form of the old address. */
  legacyProfile: z.literal(true).optional(),
  /**
   * What becomes of the refresh token in a token answer: `same` comes back (as reported of Amazon), `rotate` gives a new
   * one beside it, `single_use` gives a new one in its place, `none` gives none at all.
   */
  refreshToken: z.enum(["same", "rotate", "single_use", "none"]).optional(),
});

export type Fault = z.infer<typeof faultSchema>;
export type FaultEndpoint = Fault["endpoint"];
export type FaultList = ReturnType<typeof createFaultList>;

/** A fault that is on, with the number by which it can be ended. */
export type ActiveFault = Fault & { id: number };

/** The faults that are switched on; the oldest one that fits a call counts. */
export function createFaultList() {
  let faults: ActiveFault[] = [];
  let latestId = 0;
  /** How much of a call each fault with a share has saved up. */
  const due = new Map<number, number>();
  const isTurnOf = ({ id, share }: ActiveFault): boolean => {
    if (share === undefined) return true;
    // Rounded, or what is added up would stay below one for ever.
    const saved = Math.round(((due.get(id) ?? 0) + share) * 1e6) / 1e6;
    due.set(id, saved % 1);
    return saved >= 1;
  };
  return {
    all: (): readonly ActiveFault[] => faults,
    /** @returns false when 100 faults are on already */
    add(fault: Fault): boolean {
      if (faults.length >= mostFaults) return false;
      faults.push({ ...fault, id: (latestId += 1) });
      return true;
    },
    clear(): void {
      faults = [];
    },
    /** @returns whether it was on */
    remove(id: number): boolean {
      const before = faults.length;
      faults = faults.filter((fault) => fault.id !== id);
      return faults.length < before;
    },
    /** The fault for this call, counted as used. */
    take(endpoint: FaultEndpoint, userId: string | undefined): Fault | undefined {
      const fault = faults.find(
        (candidate) =>
          candidate.endpoint === endpoint && (candidate.userId === undefined || candidate.userId === userId),
      );
      if (fault && !isTurnOf(fault)) return undefined;
      if (fault?.times !== undefined && --fault.times === 0) faults = faults.filter((other) => other !== fault);
      return fault;
    },
  };
}
