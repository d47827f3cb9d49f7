import { createHash } from "node:crypto";
import * as z from "zod";

/**
 * The digest of a run: a hash over the business fields of what it left in `out/`. Two runs of the same story have the
 * same, whatever came twice or in disorder. Not in it: numbers and hashes of entries, tokens, codes, addresses of things.
 */
const FIELDS = {
  "members.jsonl": z.object({
    memberId: z.string(),
    customerId: z.string().nullable(),
    pointsBalance: z.number(),
    pointsOwed: z.number(),
    recencyDays: z.number().nullable(),
    frequency: z.number(),
    monetaryMinor: z.number(),
    r: z.number().nullable(),
    f: z.number().nullable(),
    m: z.number().nullable(),
    segment: z.string().nullable(),
  }),
  "ledger.jsonl": z.object({
    memberId: z.string(),
    account: z.string(),
    kind: z.string(),
    amount: z.number(),
    points: z.number(),
    because: z.unknown(),
    occurredOn: z.string(),
    bookedOn: z.string(),
  }),
  "messages.jsonl": z.object({
    memberId: z.string(),
    journey: z.string(),
    step: z.string(),
    channel: z.string(),
    at: z.string(),
    text: z.string(),
    couponCode: z.string().nullable().optional(),
  }),
  "enrolments.jsonl": z.object({
    memberId: z.string(),
    journey: z.string(),
    occasion: z.string(),
    arm: z.string(),
    enteredAt: z.string(),
    leftAt: z.string().nullable(),
    why: z.string().nullable(),
  }),
} as const;

export const DIGESTED = Object.keys(FIELDS) as (keyof typeof FIELDS)[];

/** A row as canonical text: keys sorted at every depth, a coupon's code replaced by its role. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, canonical(inner)]),
  );
}

function businessFields(file: keyof typeof FIELDS, line: string): string {
  const row: Record<string, unknown> = FIELDS[file].parse(JSON.parse(line));
  const { couponCode, ...rest } = row;
  if (typeof couponCode === "string" && typeof rest.text === "string") {
    rest.text = rest.text.replaceAll(couponCode, "<code>");
  }
  return JSON.stringify(canonical(rest));
}

/**
 * @param files the texts of the dumps, by name
 * @returns SHA-256 in hex, of all and of each
 * @throws when a dump lacks a field that the digest names
 */
export function digestOf(files: Record<keyof typeof FIELDS, string>): { all: string; each: Record<string, string> } {
  const each: Record<string, string> = {};
  const all = createHash("sha256");
  for (const file of DIGESTED) {
    const lines = files[file].split("\n").filter((line) => line !== "");
    const rows = lines.map((line) => businessFields(file, line)).sort();
    const hash = createHash("sha256").update(rows.join("\n")).digest("hex");
    each[file] = hash;
    all.update(`${file} ${hash}\n`);
  }
  return { all: all.digest("hex"), each };
}
