import * as z from "zod";

export const Hop = z.strictObject({
  hop: z.string(),
  in: z.int(),
  out: z.int(),
  /** What went in and has not come out. */
  lag: z.int(),
});
type Hop = z.infer<typeof Hop>;

/**
 * How the stage is doing. `hops` and `atRest` are there only in stages that count (local and test): elsewhere nothing
 * counts along the path of an order, and the dashboard has the age of streams and queues.
 */
export const Health = z.strictObject({
  status: z.literal("up"),
  stage: z.string(),
  version: z.string(),
  /** The product's clock, which local and test stages turn. */
  now: z.iso.datetime(),
  hops: z.array(Hop).optional(),
  /** Whatever was taken in has come out of every hop. */
  atRest: z.boolean().optional(),
});
export type Health = z.infer<typeof Health>;

/** Health from the counters of a stage that has them. */
export function healthOf(seen: { stage: string; version: string; now: string; hops: Hop[] | undefined }): Health {
  const { hops, ...known } = seen;
  if (hops === undefined) return { status: "up", ...known };
  return { status: "up", ...known, hops, atRest: hops.every(({ lag }) => lag === 0) };
}
