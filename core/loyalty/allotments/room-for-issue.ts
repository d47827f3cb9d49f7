import type { MemberItem } from "../../members/member.ts";
import type { Loaded } from "../../members/member-store.ts";
import type { Offer } from "../../programme/offer.ts";
import type { Programme } from "../../programme/programme.ts";
import type { Saved } from "../../programme/programme-store.ts";
import type { AllotmentMove, Reservation } from "../allotment.ts";
import type { Coupon } from "../coupons/coupon.ts";
import type { AllotmentStore } from "./allotment-store.ts";
import { grantAllotment } from "./grant-allotment.ts";
import { shardOfMember } from "./spread.ts";

/** Why an offer can't be given once more: to all, to this member, or out of its budget. */
export type NoRoom = "limit-reached" | "budget-exhausted";

/** What giving one coupon of an offer to a member takes, beside the coupon itself. */
export interface Room {
  offer: string;
  /** Coupons that one member may be given. */
  perMember?: number;
  moves: AllotmentMove[];
  reserved?: Reservation;
}

const issuesOf = (offer: string): string => `issues#${offer}`;
const budgetOf = (offer: string): string => `budget#${offer}`;

/** The most that a coupon of an offer can take off, in minor units; undefined where that depends on the basket alone. */
export function mostOff(offer: Offer): number | undefined {
  return offer.kind === "amount-off" ? offer.faceMinor : offer.kind === "gift" ? offer.worthMinor : offer.capMinor;
}

/**
 * Makes the allotments of an offer what its limits say, and answers what one issue to a member takes from them.
 * @param programme version of the programme that the offer is from
 * @throws AllotmentBusyError
 */
export async function roomFor(offer: Offer, memberId: string, programme: number, store: AllotmentStore): Promise<Room> {
  const { perMember, total, budgetMinor } = offer.limits ?? {};
  const room: Room = { offer: offer.id, ...(perMember === undefined ? {} : { perMember }), moves: [] };
  if (total !== undefined) {
    const name = issuesOf(offer.id);
    const { shards } = await grantAllotment({ name, quantity: total, grain: 1, programme }, store);
    // An issue counts for good, so it is booked at once.
    room.moves.push({ allotment: name, shard: shardOfMember(memberId, shards), left: -1, pending: 0, posted: 1 });
  }
  const minor = mostOff(offer);
  if (budgetMinor !== undefined && minor !== undefined) {
    const name = budgetOf(offer.id);
    const { shards } = await grantAllotment({ name, quantity: budgetMinor, grain: minor, programme }, store);
    room.reserved = { allotment: name, shard: shardOfMember(memberId, shards), minor };
  }
  return room;
}

/**
 * The same for an offer as it was once: limits and budget are always those in force, while what a coupon of it can take
 * off is its own.
 */
export function liveRoomFor(
  offer: Offer,
  memberId: string,
  { value, version }: Saved<Programme>,
  store: AllotmentStore,
): Promise<Room> {
  const live = value.offers.find(({ id }) => id === offer.id);
  // No longer in the programme: what it was limited to holds on, as the allotments have it.
  if (live === undefined) return roomFor(offer, memberId, 0, store);
  const { limits: _, ...terms } = offer;
  return roomFor({ ...terms, ...(live.limits === undefined ? {} : { limits: live.limits }) }, memberId, version, store);
}

/** A new coupon with what it holds of its offer's budget. */
export const withReservation = (coupon: Coupon, { reserved }: Room): Coupon =>
  reserved === undefined ? coupon : { ...coupon, reserved };

const keyOf = ({ offer }: Room): string => `offer#${offer}`;

/** Whether the member may be given one more. */
export const hasRoom = (loaded: Loaded, room: Room): boolean =>
  room.perMember === undefined || (loaded.counts?.value[keyOf(room)] ?? 0) < room.perMember;

/** The member's count with one more, where the offer is limited for each. */
export const countedItem = (loaded: Loaded, room: Room): MemberItem[] =>
  room.perMember === undefined ? [] : [countItem(loaded, keyOf(room), 1)];

/** The member's counts, one of them moved. */
export function countItem(loaded: Loaded, key: string, by: number): MemberItem {
  const before = loaded.counts?.value ?? {};
  const value = { ...before, [key]: Math.max(0, (before[key] ?? 0) + by) };
  return { kind: "counts", version: loaded.counts?.version ?? 0, value };
}

/** What is short, by the name of the allotment. */
export const whatIsShort = (allotment: string): NoRoom =>
  allotment.startsWith("budget#") ? "budget-exhausted" : "limit-reached";
