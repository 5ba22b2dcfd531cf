import type { FunnelStep, TimedStep } from "#lib/events/funnel.ts";

/** In the order in which they happen. */
export const stepNames = ["shown", "clicked", "left", "returned", "resolved", "session", "landed"] as const satisfies FunnelStep[];
export const timeNames = ["looked", "clicked", "away", "decided", "asked", "landed", "whole"] as const satisfies TimedStep[];
