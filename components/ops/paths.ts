import type { Deed } from "#lib/ops/deed-wish.ts";

/** The page of an attempt. */
export const attemptHref = (reference: string): string => `/ops/attempts/${reference}`;

/** The page of a user. */
export const userHref = (userId: string): string => `/ops/users/${userId}`;

/** The page that says what a deed does, and asks for the reason. */
export const actHref = (deed: Deed, target: { user: string } | { attempt: string }): string => `/ops/act?${new URLSearchParams({ deed, ...target })}`;
