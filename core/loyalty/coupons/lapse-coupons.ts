import { changeMember, type Decision, MemberBusyError } from "../../members/change-member.ts";
import { headOf } from "../../members/member-beginning.ts";
import type { CommitStamp, Loaded, MemberStore } from "../../members/member-store.ts";
import { lapsedCoupon } from "./coupon-state.ts";

/** Pages of one run, and coupons of a page: 20,000 a run, about three minutes. The rest is the next run's. */
const PAGES = 200;
const PAGE = 100;
/** Coupons that are worked on side by side. */
const AT_ONCE = 8;

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
  const seen = new Set<string>();
  let lapsed = 0;
  for (let page = 0; page < PAGES; page += 1) {
    const due = await ports.store.dueCoupons(until, PAGE);
    const fresh = due.filter(({ code }) => !seen.has(code));
    if (fresh.length === 0) return { lapsed, more: false };
    for (const { code } of fresh) seen.add(code);
    for (let at = 0; at < fresh.length; at += AT_ONCE) {
      const done = await Promise.all(fresh.slice(at, at + AT_ONCE).map((coupon) => lapse(coupon, until, ports)));
      lapsed += done.filter(Boolean).length;
    }
  }
  return { lapsed, more: true };
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
  try {
    return await changeMember(memberId, { couponCodes: [code] }, decide, { store, stamp, pause });
  } catch (cause) {
    // Somebody is busy with this member, perhaps with this very coupon: the next run looks again.
    if (cause instanceof MemberBusyError) return false;
    throw cause;
  }
}

type Due = Awaited<ReturnType<MemberStore["dueCoupons"]>>[number];
