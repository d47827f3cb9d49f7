/**
 * DynamoDB's request units on demand, by the rules of its pricing page: a write is billed by the started KB of the larger
 * of the item before and after, a read by the started 4 KB; both twice inside a transaction; an eventually consistent read
 * costs half. An index is written when an item enters it, leaves it or moves within it, at the usual price also where
 * the item itself was written in a transaction.
 */
const KB = 1024;
const READ_KB = 4 * KB;

const started = (bytes: number, unit: number): number => Math.max(1, Math.ceil(bytes / unit));

/** @param bytes of the item before (0: none) and after (0: deleted) */
export function writeUnits(before: number, after: number, inTransaction: boolean): number {
  return started(Math.max(before, after), KB) * (inTransaction ? 2 : 1);
}

/** @param bytes of what was read: of one item, or of all items of a query together */
export function readUnits(bytes: number, how: "eventual" | "consistent" | "in-transaction"): number {
  const units = started(bytes, READ_KB);
  return how === "eventual" ? units / 2 : how === "consistent" ? units : units * 2;
}
