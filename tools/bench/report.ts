import { readFileSync } from "node:fs";
import * as z from "zod";

const Spread = z.object({ count: z.int(), p50: z.number(), p99: z.number(), most: z.number() });
const Rate = z.object({ perSecond: z.number(), callMs: Spread });

/** What a run of `npm run bench` found, as it writes it with `--json`: the part that was asked for, and on what. */
export const BenchReport = z.object({
  conditions: z.object({
    at: z.string(),
    node: z.string(),
    processors: z.int(),
    processor: z.string(),
    memoryGb: z.int(),
  }),
  ingestion: z
    .array(
      z.object({
        kind: z.enum(["product.viewed", "order.paid"]),
        perCall: z.int(),
        withWhatFollows: z.boolean(),
        product: Rate,
        bare: Rate,
        open: Rate,
        share: z.number(),
        shareOfOpen: z.number(),
      }),
    )
    .optional(),
  orders: z
    .array(z.object({ orders: z.int(), perCall: z.int(), perSecond: z.number(), seconds: z.number() }))
    .optional(),
  views: z
    .object({ afterAccepted: Spread, afterPosted: Spread, orders: z.int(), perSecond: z.number(), neverSeen: z.int() })
    .optional(),
  checkouts: z
    .object({
      checkouts: z.int(),
      inFlight: z.int(),
      perSecond: z.number(),
      barePerSecond: z.number(),
      requests: z.int(),
      written: z.int(),
    })
    .optional(),
  expiry: z.object({ due: z.int(), notDue: z.int(), expired: z.int(), read: z.int(), seconds: z.number() }).optional(),
  goals: z
    .object({
      spread: Spread,
      openWaits: z.int(),
      endedOtherwise: z.int(),
      ordersPerSecond: z.number(),
      statesEntered: z.object({ fewest: z.int(), most: z.int() }),
    })
    .optional(),
});
export type BenchReport = z.infer<typeof BenchReport>;

/** @throws when the file is missing or holds something else */
export const readBenchReport = (file: string): BenchReport => BenchReport.parse(JSON.parse(readFileSync(file, "utf8")));
