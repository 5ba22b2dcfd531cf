/**
 * How well the time of an answer tells two kinds of requests apart: the area under the ROC curve, folded to 0.5 and
 * above. 0.5 is a coin, 1 is certainty. Mann and Whitney's statistic, ties counted half.
 * @param first times of one kind, in any unit
 * @param second times of the other kind, in the same unit
 */
export function separation(first: readonly number[], second: readonly number[]): number {
  const all = [...first.map((time) => ({ time, first: true })), ...second.map((time) => ({ time, first: false }))].toSorted((a, b) => a.time - b.time);
  let ranks = 0;
  for (let start = 0; start < all.length; ) {
    let end = start;
    while (end < all.length && all[end]?.time === all[start]?.time) end += 1;
    // Equal times share the mean of their ranks.
    const rank = (start + 1 + end) / 2;
    ranks += rank * all.slice(start, end).filter((one) => one.first).length;
    start = end;
  }
  const area = (ranks - (first.length * (first.length + 1)) / 2) / (first.length * second.length);
  return Math.max(area, 1 - area);
}
