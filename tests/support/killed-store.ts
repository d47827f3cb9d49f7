import type { MemberStore } from "../../core/members/member-store.ts";

/** Whoever used the store is dead: the call was made, its answer never came. */
export class KilledError extends Error {
  override readonly name = "KilledError";
}

/** A store whose user is killed once its n-th call has had its effect, and at every call after that. */
export function killedAfter(store: MemberStore, calls: number): MemberStore {
  let made = 0;
  const once =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (made >= calls) throw new KilledError();
      made += 1;
      const answer = await call(...args);
      if (made >= calls) throw new KilledError();
      return answer;
    };
  return {
    load: once((...args: Parameters<MemberStore["load"]>) => store.load(...args)),
    commit: once((...args: Parameters<MemberStore["commit"]>) => store.commit(...args)),
    commitTogether: once((...args: Parameters<MemberStore["commitTogether"]>) => store.commitTogether(...args)),
    parkedFor: once((...args: Parameters<MemberStore["parkedFor"]>) => store.parkedFor(...args)),
    ownerOfCoupon: once((...args: Parameters<MemberStore["ownerOfCoupon"]>) => store.ownerOfCoupon(...args)),
    dueCoupons: once((...args: Parameters<MemberStore["dueCoupons"]>) => store.dueCoupons(...args)),
    due: once((...args: Parameters<MemberStore["due"]>) => store.due(...args)),
    dueParked: once((...args: Parameters<MemberStore["dueParked"]>) => store.dueParked(...args)),
  };
}
