import { adjacencyGraphs } from "@zxcvbn-ts/language-common";

type Neighbours = Readonly<Record<string, readonly (string | null)[]>>;

/** Keyboards that a finger can walk over. */
const keyboards: readonly Neighbours[] = [adjacencyGraphs.qwerty, adjacencyGraphs.qwertz, adjacencyGraphs.azerty];

/** How far apart two keys of one walk may stand in the text: `1qaz2wsx` goes on at every fourth. */
const strides = [1, 2, 3, 4] as const;
/** So much of a text must be steps: rows end and begin anew. Of random texts one in 50,000 comes so far. */
const fewestSteps = 0.85;

/** Whether a finger that was on one key comes to the other next: the same key, its neighbour, or the next in the alphabet. */
function isStep(one: string, other: string, keyboard: Neighbours): boolean {
  if (one === other || Math.abs((one.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0)) === 1) return true;
  return (keyboard[one] ?? []).some((keys) => keys?.includes(other));
}

/**
 * Whether a text is a walk over a keyboard or along the alphabet: in rows, in columns, or two or more of them by turns,
 * as in `a1b2c3`. It looks long and random to an estimator, and is in the lists of whoever guesses.
 */
export function isWalk(text: string): boolean {
  const keys = [...text.toLowerCase()];
  return strides.some((stride) => {
    const pairs = keys.slice(stride).map((key, index) => [keys[index] ?? "", key] as const);
    return pairs.length > stride && keyboards.some((keyboard) => pairs.filter(([one, other]) => isStep(one, other, keyboard)).length >= pairs.length * fewestSteps);
  });
}
