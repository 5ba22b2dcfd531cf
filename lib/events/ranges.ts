/** The times that the operator can look at. */
export const ranges = ["day", "week", "month", "year"] as const;
export type Range = (typeof ranges)[number];

/** The range that an address names; a week for whatever names none. */
export function rangeFrom(word: string | undefined): Range {
  return ranges.find((one) => one === word) ?? "week";
}

/** One bar of a chart of a range: a whole hour, day or month, in UTC. */
export type RangeStep = "hour" | "day" | "month";

const [hour, day] = [3_600_000, 86_400_000];

/** When a range begins, and in which steps it is drawn; the last step is the one that is now. All in UTC. */
export function boundsOf(range: Range, now: Date): { from: Date; step: RangeStep } {
  const back = (unit: number, steps: number) => new Date(Math.floor(now.getTime() / unit) * unit - (steps - 1) * unit);
  if (range === "day") return { from: back(hour, 24), step: "hour" };
  if (range === "year") return { from: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 11, 1)), step: "month" };
  return { from: back(day, range === "week" ? 7 : 30), step: "day" };
}

/** The beginnings of all steps of a range, oldest first. */
export function stepsOf(range: Range, now: Date): Date[] {
  const { from, step } = boundsOf(range, now);
  const after = (index: number) => {
    if (step === "month") return new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + index, 1));
    return new Date(from.getTime() + index * (step === "hour" ? hour : day));
  };
  const steps: Date[] = [];
  for (let index = 0; after(index) <= now; index += 1) steps.push(after(index));
  return steps;
}
