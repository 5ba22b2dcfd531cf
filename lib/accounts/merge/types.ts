import type { OutcomeCode } from "../../outcomes.ts";

/** Two users who are to become one. The older one stays, whichever of them is signed in: both directions agree. */
export type MergePair = { signedInUserId: string; otherUserId: string };

/** Which side a value comes from: the user that stays, or the one that goes. */
export type MergeSide = "kept" | "merged";

/** What a person can decide where both sides have a value and only one can stay. */
export const mergeFields = ["name", "email"] as const;
export type MergeField = (typeof mergeFields)[number];

/** A decision per field that conflicts; a field that does not conflict needs none. */
export type MergeChoices = Partial<Record<MergeField, MergeSide>>;

/** One side of the preview: who it is, and how much of each kind of data it has. */
export type MergeSideView = {
  userId: string;
  name: string | null;
  email: { address: string; proved: boolean } | null;
  createdAt: Date;
  /** Names of the linked providers, one per linked account. */
  linked: string[];
  passkeys: number;
  password: boolean;
  sessions: number;
  /** Rows per personal-data entry, by the entry's name. */
  counts: Record<string, number>;
};

/** What both sides have, what the person has to decide, and what there will be afterwards. */
export type MergePreview = {
  kept: MergeSideView;
  merged: MergeSideView;
  /** Where both have a value and they differ. */
  conflicts: Record<MergeField, { kept: string; merged: string } | null>;
  /** Rows per personal-data entry that there will be afterwards; quantities of the same product add up, doubles are kept once. */
  result: Record<string, number>;
};

export type MergePreviewResult = { kind: "preview"; preview: MergePreview } | { kind: "refused"; outcome: OutcomeCode };

export type MergeResult =
  /** `repeated`: these two had been put together before, and nothing was done now. */
  | { kind: "merged"; mergeId: string; keptUserId: string; repeated: boolean }
  | { kind: "refused"; outcome: OutcomeCode };

/** Of an address, of linked accounts and passkeys, and of a password. */
type Identity<Address> = { address: Address | null; ways: number; password: boolean };

/** What the one who goes had to be known and to sign in by: what they have again, and what is lost to them. */
export type UndoIdentity = {
  back: Identity<string>;
  /** `taken`: another account has proved the address since; otherwise the one who stays has it. */
  lost: Identity<{ address: string; taken: boolean }>;
};

/** What an undo gives back, and what it cannot because it was changed since. Counts per personal-data entry. */
export type UndoView = { mergeId: string; mergedAt: Date; until: Date; otherName: string | null; identity: UndoIdentity; back: Record<string, number>; changed: Record<string, number> };

export type UndoMergeResult = { kind: "undone"; restoredUserId: string; view: UndoView } | { kind: "refused"; outcome: OutcomeCode };
