/**
 * floor(whole × part / all) on whole numbers from 0, exact for any amount that an order may name: the product of points
 * and pence leaves 2^53 behind.
 */
export function proportion(whole: number, part: number, all: number): number {
  const product = whole * part;
  if (product <= Number.MAX_SAFE_INTEGER) return (product - (product % all)) / all;
  return Number((BigInt(whole) * BigInt(part)) / BigInt(all));
}

/**
 * Divides a whole number over weights so that the shares add up to it (largest remainder, Hamilton's method): each gets
 * the floor of its exact share, and what is left goes one by one to the largest remainders, the first among equals.
 * All shares are 0 when all weights are 0. Numbers are whole and from 0.
 */
export function shareOut(total: number, weights: readonly (number | bigint)[]): number[] {
  const inNumbers = smallShares(total, weights);
  if (inNumbers !== undefined) return inNumbers;
  const all = weights.reduce<bigint>((sum, weight) => sum + BigInt(weight), 0n);
  if (all === 0n) return weights.map(() => 0);
  const exact = weights.map((weight) => BigInt(total) * BigInt(weight));
  const shares = exact.map((product) => Number(product / all));
  const left = total - shares.reduce((sum, share) => sum + share, 0);
  const byRemainder = exact
    .map((product, at) => ({ at, remainder: product % all }))
    .sort((a, b) => (a.remainder === b.remainder ? a.at - b.at : a.remainder > b.remainder ? -1 : 1));
  for (const { at } of byRemainder.slice(0, left)) shares[at] = (shares[at] ?? 0) + 1;
  return shares;
}

/** The same in plain numbers, ten times as quick, where every product is one that a double holds; else undefined. */
function smallShares(total: number, weights: readonly (number | bigint)[]): number[] | undefined {
  let all = 0;
  for (const weight of weights) {
    if (typeof weight === "bigint") return undefined;
    all += weight;
  }
  if (total * all > Number.MAX_SAFE_INTEGER) return undefined;
  if (all === 0) return weights.map(() => 0);
  const products = weights.map((weight) => total * Number(weight));
  const remainders = products.map((product) => product % all);
  const shares = products.map((product, at) => (product - (remainders[at] ?? 0)) / all);
  const left = total - shares.reduce((sum, share) => sum + share, 0);
  if (left === 0) return shares;
  const byRemainder = remainders
    .map((_, at) => at)
    .sort((a, b) => (remainders[b] ?? 0) - (remainders[a] ?? 0) || a - b);
  for (const at of byRemainder.slice(0, left)) shares[at] = (shares[at] ?? 0) + 1;
  return shares;
}
