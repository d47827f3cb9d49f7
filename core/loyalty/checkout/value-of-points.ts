import { proportion } from "../share-out.ts";

/** So many points take so many minor units off. */
export interface SpendRate {
  points: number;
  minor: number;
}

/** What points take off at a till, in whole minor units, rounded down. */
export const valueOfPoints = (points: number, rate: SpendRate): number => proportion(points, rate.minor, rate.points);

/** The fewest points that take at least so much off: what covers an amount exactly, or a little more. */
export const pointsFor = (minor: number, rate: SpendRate): number =>
  Number((BigInt(minor) * BigInt(rate.points) + BigInt(rate.minor) - 1n) / BigInt(rate.minor));

/** The most points that take no more than so much off: points × rate < most + 1. */
export const pointsUpTo = (most: number, rate: SpendRate): number =>
  Number(((BigInt(most) + 1n) * BigInt(rate.points) - 1n) / BigInt(rate.minor));

/** The points of a balance that may be spent where they may take `most` off, and what they do: no point is given for nothing. */
export function pointsWithin(balance: number, most: number, rate: SpendRate): { points: number; minor: number } {
  const minor = valueOfPoints(Math.min(balance, pointsUpTo(most, rate)), rate);
  return { points: pointsFor(minor, rate), minor };
}
