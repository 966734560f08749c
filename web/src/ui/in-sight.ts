/** Where each row of a list begins, and at last where the list ends, in the unit of the heights. */
export function offsetsOf(heights: readonly number[]): number[] {
  const offsets = [0];
  let end = 0;
  for (const height of heights) offsets.push((end += height));
  return offsets;
}

/** The rows in sight of a list scrolled to `top`, with as much again on either side: from the first one to before `to`. */
export function inSight(offsets: readonly number[], top: number, height: number): { from: number; to: number } {
  const rows = offsets.length - 1;
  return {
    from: Math.max(0, firstAfter(offsets, top - height) - 1),
    to: Math.min(rows, firstAfter(offsets, top + 2 * height)),
  };
}

/** The first place whose offset is greater. */
function firstAfter(offsets: readonly number[], offset: number): number {
  let [low, high] = [0, offsets.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}
