import { closeSync, fstatSync, openSync, readSync } from "node:fs";

const MAX_BYTES = 16_384;

/** The last lines of a log; empty when there is none. Reads its end only, however long it has grown. */
export function logTail(file: string, lines = 30): string {
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch {
    return "";
  }
  try {
    const { size } = fstatSync(descriptor);
    const length = Math.min(size, MAX_BYTES);
    const bytes = Buffer.alloc(length);
    readSync(descriptor, bytes, 0, length, size - length);
    return bytes.toString("utf8").trimEnd().split("\n").slice(-lines).join("\n");
  } finally {
    closeSync(descriptor);
  }
}
