import { z } from "zod";
import type { Answer } from "./http.ts";

const mostDelayMilliseconds = 120_000;
const mostFaults = 100;

/** What `POST /_sandbox/faults` takes: where, for whom, how often, and what goes wrong. */
export const faultSchema = z.strictObject({
  endpoint: z.enum(["token", "tokeninfo", "profile", "authorize"]),
  /** Only calls about this user; every call when absent. */
  userId: z.string().optional(),
  /** For so many calls; until removed when absent. */
  times: z.int().min(1).optional(),
  /** Answers this instead of doing the work (200 when only `body` is given). */
  status: z.int().min(200).max(599).optional(),
  body: z.string().optional(),
  contentType: z
    .string()
    .regex(/^[\x20-\x7e]+$/)
    .optional(),
  delayMilliseconds: z.number().min(0).max(mostDelayMilliseconds).optional(),
  /** Never answers. */
  hang: z.boolean().optional(),
  /** Cuts the connection. */
  reset: z.boolean().optional(),
  dripMillisecondsPerByte: z.number().min(0).max(mostDelayMilliseconds).optional(),
  /** Replaces `aud` in tokeninfo. */
  aud: z.string().optional(),
  /** Replaces `user_id` in tokeninfo and profile. */
  otherUserId: z.string().optional(),
  /** Replaces `expires_in` in token answers, with any JSON value. */
  expiresIn: z.unknown().optional(),
  /** Leaves `user_id` out of tokeninfo and profile. */
  omitUserId: z.literal(true).optional(),
});

export type Fault = z.infer<typeof faultSchema>;
export type FaultEndpoint = Fault["endpoint"];
export type FaultList = ReturnType<typeof createFaultList>;

/** The faults that are switched on; the oldest one that fits a call counts. */
export function createFaultList() {
  let faults: Fault[] = [];
  return {
    all: (): readonly Fault[] => faults,
    /** @returns false when 100 faults are on already */
    add(fault: Fault): boolean {
      if (faults.length >= mostFaults) return false;
      faults.push({ ...fault });
      return true;
    },
    clear(): void {
      faults = [];
    },
    /** The fault for this call, counted as used. */
    take(endpoint: FaultEndpoint, userId: string | undefined): Fault | undefined {
      const fault = faults.find(
        (candidate) =>
          candidate.endpoint === endpoint && (candidate.userId === undefined || candidate.userId === userId),
      );
      if (fault?.times !== undefined && --fault.times === 0) faults = faults.filter((other) => other !== fault);
      return fault;
    },
  };
}

/**
 * The answer under a fault. With `status` or `body` the work is not done at all, so a code sent along stays unused and
 * a retry can succeed.
 */
export function answerUnderFault(fault: Fault | undefined, work: () => Answer): Answer {
  if (!fault) return work();
  const type: Record<string, string> = fault.contentType ? { "content-type": fault.contentType } : {};
  if (fault.status !== undefined || fault.body !== undefined) {
    const headers = { "content-type": "application/json;charset=UTF-8", ...type };
    return { status: fault.status ?? 200, headers, body: fault.body ?? "" };
  }
  const answer = bend(fault, work());
  return { ...answer, headers: { ...answer.headers, ...type } };
}

function bend(fault: Fault, answer: Answer): Answer {
  if (answer.status !== 200 || fault.endpoint === "authorize") return answer;
  const value = JSON.parse(answer.body) as Record<string, unknown>;
  if (fault.aud !== undefined && "aud" in value) value.aud = fault.aud;
  if (fault.otherUserId !== undefined && "user_id" in value) value.user_id = fault.otherUserId;
  if (fault.expiresIn !== undefined && "expires_in" in value) value.expires_in = fault.expiresIn;
  if (fault.omitUserId) delete value.user_id;
  return { ...answer, body: JSON.stringify(value) };
}
