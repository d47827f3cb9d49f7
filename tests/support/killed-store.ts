import type { AllotmentStore } from "../../core/loyalty/allotments/allotment-store.ts";
import type { MemberStore } from "../../core/members/member-store.ts";

/** Whoever used the store is dead: the call was made, its answer never came. */
export class KilledError extends Error {
  override readonly name = "KilledError";
}

/** Makes a call one of those that are counted: its user is killed once the n-th of them has had its effect. */
type Fuse = <A extends unknown[], R>(call: (...args: A) => Promise<R>) => (...args: A) => Promise<R>;

function fuseAfter(calls: number): Fuse {
  let made = 0;
  return (call) =>
    async (...args) => {
      if (made >= calls) throw new KilledError();
      made += 1;
      const answer = await call(...args);
      if (made >= calls) throw new KilledError();
      return answer;
    };
}

/** A store whose user is killed once its n-th call has had its effect, and at every call after that. */
export const killedAfter = (store: MemberStore, calls: number): MemberStore => fused(store, fuseAfter(calls));

/** Members and allotments whose user is killed once the n-th call of either has had its effect. */
export function bothKilledAfter(
  store: MemberStore,
  allotments: AllotmentStore,
  calls: number,
): { store: MemberStore; allotments: AllotmentStore } {
  const once = fuseAfter(calls);
  return {
    store: fused(store, once),
    allotments: {
      head: once((...args) => allotments.head(...args)),
      read: once((...args) => allotments.read(...args)),
      change: once((...args) => allotments.change(...args)),
    },
  };
}

function fused(store: MemberStore, once: Fuse): MemberStore {
  return {
    load: once((...args: Parameters<MemberStore["load"]>) => store.load(...args)),
    commit: once((...args: Parameters<MemberStore["commit"]>) => store.commit(...args)),
    commitTogether: once((...args: Parameters<MemberStore["commitTogether"]>) => store.commitTogether(...args)),
    parkedFor: once((...args: Parameters<MemberStore["parkedFor"]>) => store.parkedFor(...args)),
    standingHolds: once((...args: Parameters<MemberStore["standingHolds"]>) => store.standingHolds(...args)),
    ownerOfCoupon: once((...args: Parameters<MemberStore["ownerOfCoupon"]>) => store.ownerOfCoupon(...args)),
    dueCoupons: once((...args: Parameters<MemberStore["dueCoupons"]>) => store.dueCoupons(...args)),
    due: once((...args: Parameters<MemberStore["due"]>) => store.due(...args)),
    dueParked: once((...args: Parameters<MemberStore["dueParked"]>) => store.dueParked(...args)),
  };
}
