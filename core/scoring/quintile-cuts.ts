/** The 20, 40, 60 and 80 % points of some values, ascending. */
export type Cuts = readonly [number, number, number, number];

/**
 * The cut points between quintiles by linear interpolation: type 7 of Hyndman & Fan, "Sample quantiles in statistical
 * packages", The American Statistician 50 (1996), the default of R, NumPy and Excel's PERCENTILE.INC.
 * Null for no values; the values are left as they are.
 *
 * The position (n − 1) · k / 5 is kept as a whole part and fifths: as a fraction in binary it could fall a hair below
 * a whole position, and everybody at that value would score one too high.
 */
export function quintileCuts(values: Int32Array | Float64Array): Cuts | null {
  if (values.length === 0) return null;
  const selecting = values.slice();
  let from = 0;
  const cut = (k: number): number => {
    const position = (values.length - 1) * k;
    const below = Math.floor(position / 5);
    const fifths = position % 5;
    select(selecting, below, from);
    from = below;
    const low = selecting[below] ?? 0;
    if (fifths === 0) return low;
    // Whatever is right of a selected place is no smaller, so the next in order is the least of it.
    const high = least(selecting, below + 1);
    return low + ((high - low) * fifths) / 5;
  };
  return [cut(1), cut(2), cut(3), cut(4)];
}

/** The least value from a place on; there must be one. */
function least(values: Int32Array | Float64Array, from: number): number {
  let found = at(values, from);
  for (let i = from + 1; i < values.length; i += 1) {
    const value = at(values, i);
    if (value < found) found = value;
  }
  return found;
}

/** About 28 rounds find a place among a million; values arranged to mislead the pivot are sorted in the end. */
const ROUNDS = 100;

/**
 * Puts the k-th smallest in its place, nothing larger left of it, nothing smaller right of it; `from` and what is left
 * of it are in place already. Quickselect with Hoare's partition and the median of three: equal values, of which RFM
 * is full, spread to both sides, so they cost no more than others.
 */
function select(values: Int32Array | Float64Array, k: number, from: number): void {
  let left = from;
  let right = values.length - 1;
  for (let round = 0; left < right; round += 1) {
    if (round === ROUNDS) {
      values.subarray(left, right + 1).sort();
      return;
    }
    const pivot = median(at(values, left), at(values, (left + right) >>> 1), at(values, right));
    let i = left;
    let j = right;
    while (i <= j) {
      while (at(values, i) < pivot) i += 1;
      while (at(values, j) > pivot) j -= 1;
      if (i <= j) {
        const swapped = at(values, i);
        values[i] = at(values, j);
        values[j] = swapped;
        i += 1;
        j -= 1;
      }
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else return;
  }
}

const at = (values: Int32Array | Float64Array, i: number): number => values[i] ?? 0;

const median = (a: number, b: number, c: number): number => Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
