import type { Arm } from "./enrolment.ts";

/** A hash of a text in hexadecimal, at least 13 digits of it, evenly spread (SHA-256 in the product). */
export type Hash = (text: string) => string;

/** 52 bits: the most that a double holds apart, and 13 hexadecimal digits. */
const DIGITS = 13;

/**
 * Which arm a member is in: a hash of member and experiment, so that nothing ever redraws it, and one experiment's
 * arms say nothing about another's. A larger share only adds to those held out before.
 */
export function armOf(memberId: string, experiment: string, holdOutShare: number, hash: Hash): Arm {
  const drawn = Number.parseInt(hash(`${experiment}#${memberId}`).slice(0, DIGITS), 16) / 16 ** DIGITS;
  return drawn < holdOutShare ? "held-out" : "treated";
}

/** The id of a member's enrolment on an occasion, also the name of its machine: 34 characters, letters and digits. */
export const enrolmentIdOf = (memberId: string, journey: string, occasion: string, hash: Hash): string =>
  `e_${hash(`${memberId}#${journey}#${occasion}`).slice(0, 32)}`;
