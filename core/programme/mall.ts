import * as z from "zod";
import { id, names } from "./fields.ts";

const moment = z.iso.datetime({ offset: true });
const points = z.int().min(1).max(1_000_000_000);

/** What every article of the mall has. */
const article = {
  id,
  name: names,
  /** What one costs. */
  points,
  /** How many there are in all, given out or not; what isn't said is not limited. */
  stock: z.int().min(0).max(1_000_000_000).optional(),
  /** How many one member may have; one that is cancelled doesn't count. */
  perMember: z.int().min(1).max(1_000).optional(),
  /** It can be had from the one moment until before the other. */
  from: moment.optional(),
  until: moment.optional(),
};
const handover = z
  .array(z.enum(["delivery", "pick-up"]))
  .min(1)
  .max(2);

/** Something that points can be spent on. */
export const MallItem = z.discriminatedUnion("kind", [
  z.strictObject({ ...article, kind: z.literal("gift"), sku: z.string().trim().min(1).max(64), handover }),
  /** A course, a tasting: a place is picked up where it takes place. */
  z.strictObject({ ...article, kind: z.literal("experience") }),
  /** A coupon of one of the offers, within its limits too. */
  z.strictObject({ ...article, kind: z.literal("coupon"), offer: id }),
  /** A ticket of one of the lotteries, while it sells any. */
  z.strictObject({ ...article, kind: z.literal("lottery"), lottery: id }),
]);
export type MallItem = z.infer<typeof MallItem>;

/** Tickets are listed in one document, and prizes given in one run. */
export const MOST_TICKETS = 20_000;
export const MOST_PRIZES = 2_000;
/** The tickets are published so long, at least, before the seed that decides over them. */
export const MINUTES_BEFORE_DRAW = 30;

export const Prize = z.strictObject({
  id,
  name: names,
  /** A ticket's chance of it: so many in a million. */
  perMillion: z.int().min(1).max(1_000_000),
  stock: z.int().min(1).max(MOST_PRIZES),
  gives: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("points"), points }),
    z.strictObject({ kind: z.literal("gift"), sku: z.string().trim().min(1).max(64) }),
  ]),
});
export type Prize = z.infer<typeof Prize>;

/** A lottery: what it says when its first ticket is sold is what holds, whatever is changed here later. */
export const Lottery = z.strictObject({
  id,
  name: names,
  opensAt: moment,
  closesAt: moment,
  /** From then on the seed is known. */
  drawAt: moment,
  tickets: z.int().min(1).max(MOST_TICKETS),
  prizes: z.array(Prize).min(1).max(20),
});
export type Lottery = z.infer<typeof Lottery>;

export const Mall = z.strictObject({
  items: z.array(MallItem).max(200).default([]),
  lotteries: z.array(Lottery).max(20).default([]),
});
export type Mall = z.infer<typeof Mall>;
