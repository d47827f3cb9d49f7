import { headOf } from "../../members/member-beginning.ts";
import type { Change, CommitStamp, Loaded } from "../../members/member-store.ts";
import type { Offer } from "../../programme/offer.ts";
import type { Programme } from "../../programme/programme.ts";
import type { Saved } from "../../programme/programme-store.ts";
import type { AllotmentStore } from "../allotments/allotment-store.ts";
import {
  countedItem,
  hasRoom,
  type NoRoom,
  type Room,
  whatIsShort,
  withReservation,
} from "../allotments/room-for-issue.ts";
import { type Coupon, newCoupon } from "../coupons/coupon.ts";
import type { ValuePorts } from "../value-call.ts";

/** What giving offers needs beside what every call that moves value does. */
export interface OfferPorts extends ValuePorts {
  allotments: AllotmentStore;
  /** The code for what a coupon is given for: not to be guessed, and the same for the same cause. */
  codeOf: (cause: string) => Promise<string>;
}

/** One coupon of an offer for one member: all but what is loaded. */
export interface Giving {
  offer: Offer;
  room: Room;
  code: string;
  /** The campaign that gives it. */
  campaign: string;
  rules: Saved<Programme>;
  stamp: CommitStamp;
}

export type Given =
  | { kind: "given"; coupon: Coupon; change: Change; ifShort: (allotment: string) => NoRoom }
  /** The member has had as many as each may have. */
  | { kind: "had" };

/** Gives a coupon of an offer within its limits. That the member may be given anything is the caller's to know. */
export function giveOffer(loaded: Loaded, { offer, room, code, campaign, rules, stamp }: Giving): Given {
  if (!hasRoom(loaded, room)) return { kind: "had" };
  const { currency, timeZone } = rules.value;
  const coupon = withReservation(newCoupon({ code, offer, currency, timeZone, campaign, now: stamp.now }), room);
  return {
    kind: "given",
    coupon,
    change: {
      head: headOf(loaded, stamp.now),
      items: [{ kind: "coupon", version: 0, value: coupon }, ...countedItem(loaded, room)],
      allotments: room.moves,
    },
    ifShort: whatIsShort,
  };
}
