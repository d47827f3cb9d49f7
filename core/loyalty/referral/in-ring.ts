import type { MemberStore } from "../../members/member-store.ts";

/** Who brought whom is followed so far up: a longer chain back to its own beginning would take as many new members. */
export const LONGEST_CHAIN = 10;

/** Whether the friend is among those who, one by one, have brought the referrer. */
export async function inRing(friend: string, referrer: string, store: Pick<MemberStore, "load">): Promise<boolean> {
  let one: string | undefined = referrer;
  for (let step = 0; step < LONGEST_CHAIN && one !== undefined; step += 1) {
    if (one === friend) return true;
    one = (await store.load(one, { referral: true })).referral?.value.referrer;
  }
  return one === friend;
}
