import { changeMember, type Decision } from "../../members/change-member.ts";
import { eachDue, unlessBusy } from "../../members/each-due.ts";
import { headOf } from "../../members/member-beginning.ts";
import type { CommitStamp, Loaded, MemberStore } from "../../members/member-store.ts";
import { lapsedCoupon } from "./coupon-state.ts";

/** 20,000 coupons a run, about three minutes. */
const RUN = { pages: 200, page: 100, atOnce: 8 };

export interface LapsePorts {
  store: MemberStore;
  stamp: CommitStamp;
  pause: (attempt: number) => Promise<void>;
}

/** How many coupons this run lapsed, and whether there is more to do. */
export interface Lapsed {
  lapsed: number;
  more: boolean;
}

/**
 * Marks as lapsed what nobody used by `until` (UTC, milliseconds). Nobody depends on it for a coupon not to be taken: a
 * till looks at the moment itself. The index only hints; what it still names after it is done is passed over.
 */
export async function lapseCoupons(until: string, ports: LapsePorts): Promise<Lapsed> {
  let lapsed = 0;
  const { more } = await eachDue(
    RUN,
    (limit) => ports.store.dueCoupons(until, limit),
    ({ code }) => code,
    async (coupon) => {
      if (await lapse(coupon, until, ports)) lapsed += 1;
    },
  );
  return { lapsed, more };
}

async function lapse({ memberId, code }: Due, until: string, { store, stamp, pause }: LapsePorts): Promise<boolean> {
  const decide = (loaded: Loaded): Decision<boolean> => {
    const stored = loaded.coupons[code];
    const coupon = stored && lapsedCoupon(stored.value, until);
    if (stored === undefined || coupon === undefined || loaded.head?.status !== "active") {
      return { answer: false };
    }
    return {
      answer: true,
      change: {
        head: headOf(loaded, stamp.now),
        items: [{ kind: "coupon", version: stored.version, value: coupon }],
      },
    };
  };
  return unlessBusy(changeMember(memberId, { couponCodes: [code] }, decide, { store, stamp, pause }), false);
}

type Due = Awaited<ReturnType<MemberStore["dueCoupons"]>>[number];
