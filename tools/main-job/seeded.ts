import { createHash } from "node:crypto";

/**
 * Chance by hash: the same name gives the same number, whatever was asked before. So one seed can change without moving
 * what the others decide.
 * @returns a number in [0, 1)
 */
export function chance(seed: string, ...names: (string | number)[]): number {
  const hash = createHash("sha256")
    .update([seed, ...names].join("\u0000"))
    .digest();
  return hash.readUIntBE(0, 6) / 2 ** 48;
}

/** The items in an order that the seed alone decides: each is ranked by the chance of its name. */
export function shuffled<T>(items: readonly T[], seed: string, nameOf: (item: T) => string): T[] {
  return items
    .map((item, at) => ({ item, rank: chance(seed, nameOf(item), at) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
