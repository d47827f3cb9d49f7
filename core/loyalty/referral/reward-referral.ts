import { changeMembers, type JointDecision } from "../../members/change-members.ts";
import { eachDue, unlessBusy } from "../../members/each-due.ts";
import type { MemberItem } from "../../members/member.ts";
import { headOf } from "../../members/member-beginning.ts";
import type { Change, CommitStamp, Loaded } from "../../members/member-store.ts";
import type { Offer } from "../../programme/offer.ts";
import type { Programme } from "../../programme/programme.ts";
import type { Saved } from "../../programme/programme-store.ts";
import type { Reward } from "../../programme/referral.ts";
import { daysAfter } from "../../programme/shop-day.ts";
import type { AllotmentStore } from "../allotments/allotment-store.ts";
import { countedItem, countItem, hasRoom, type Room, roomFor, withReservation } from "../allotments/room-for-issue.ts";
import { newCoupon, offerIsOver } from "../coupons/coupon.ts";
import type { Postings } from "../ledger/postings.ts";
import { changeOf, groundOf, postingsOn } from "../value-call.ts";
import { inRing } from "./in-ring.ts";
import type { Referral, Rewarded, VoidBecause } from "./referral.ts";
import { memberNow, type ReferralPorts } from "./referral-code.ts";

export interface RewardPorts extends ReferralPorts {
  allotments: AllotmentStore;
}

/** What settling one referral came to. */
export type Settled = "rewarded" | "void" | "not-due";

/** One side's reward, ready to be given: an offer with its code and what its limits say. */
interface Side {
  reward: Reward | undefined;
  offer?: { offer: Offer; room: Room; code: string };
}

interface Settling {
  friend: string;
  rules: Saved<Programme>;
  stamp: CommitStamp;
  ports: RewardPorts;
}

/**
 * Settles one referral whose first order's return window is over: both sides are rewarded in one transaction, or it is
 * void because the order was taken back whole, or because the two turn out to be one person, or a ring. Settled before:
 * nothing happens again.
 * @throws MemberBusyError after five conflicts.
 */
export async function rewardReferral(friend: string, ports: RewardPorts): Promise<Settled> {
  const before = (await ports.store.load(friend, { referral: true })).referral?.value;
  if (before?.state !== "waiting" || before.dueAt > ports.now) return "not-due";
  const { rules, stamp } = await groundOf(ports);
  const referrer = await memberNow(before.referrer, ports.store);
  const self = referrer === friend;
  const ring = !self && referrer !== undefined && (await inRing(friend, referrer, ports.store));
  const wrong = self ? "self-referral" : ring ? "ring" : undefined;
  const settling: Settling = { friend, rules, stamp, ports };
  const [mine, theirs] = [
    await sideOf(before.promised.friend, friend, settling),
    await sideOf(before.promised.referrer, referrer, settling),
  ];
  const wanted = { accounts: true, tier: true, counts: true };
  const members = [
    { memberId: friend, wanted: { ...wanted, referral: true, orderKey: before.orderKey } },
    ...(referrer === undefined || self ? [] : [{ memberId: referrer, wanted }]),
  ];
  return changeMembers(
    members,
    ([loaded, other], short) => {
      const referral = loaded?.referral;
      if (loaded === undefined || referral?.value.state !== "waiting" || referral.value.orderKey !== before.orderKey) {
        return { answer: "not-due" };
      }
      const found = wrong ?? (loaded.order?.value.whollyCancelled === false ? undefined : "order-taken-back");
      if (found !== undefined) return voided(loaded, referral.version, referral.value, found, stamp);
      return rewarded(loaded, other, { ...settling, mine, theirs, short, referral: referral.value });
    },
    { ...ports, stamp },
  );
}

const voided = (
  loaded: Loaded,
  version: number,
  before: Extract<Referral, { state: "waiting" }>,
  because: VoidBecause,
  { now, bookedOn }: CommitStamp,
): JointDecision<Settled> => ({
  answer: "void",
  changes: [
    {
      head: headOf(loaded, now),
      items: [{ kind: "referral", version, value: { ...before, state: "void", settledOn: bookedOn, because } }],
    },
  ],
});

interface Rewarding extends Settling {
  mine: Side;
  theirs: Side;
  /** How often an allotment was found to hold too little for what was decided. */
  short: ReadonlyMap<string, number>;
  referral: Extract<Referral, { state: "waiting" }>;
}

function rewarded(loaded: Loaded, other: Loaded | undefined, rewarding: Rewarding): JointDecision<Settled> {
  const { rules, stamp, referral } = rewarding;
  // The friend has left: nobody is there to be rewarded, and nobody is rewarded for them.
  if (loaded.head?.status !== "active") return { answer: "not-due" };
  const month = `referral#${stamp.bookedOn.slice(0, 7)}`;
  const there = other?.head?.status === "active" ? other : undefined;
  const capped = (there?.counts?.value[month] ?? 0) >= rules.value.referral.capPerMonth;
  const friendGets = give(loaded, rewarding.mine, rewarding);
  const referrerGets: Given =
    there === undefined
      ? none("member-gone")
      : capped
        ? none("capped")
        : give(there, rewarding.theirs, rewarding, referral.promised.referrer === undefined ? undefined : month);
  const value: Referral = {
    ...referral,
    state: "rewarded",
    settledOn: stamp.bookedOn,
    given: { friend: friendGets.rewarded, referrer: referrerGets.rewarded },
  };
  const settled: MemberItem = { kind: "referral", version: loaded.referral?.version ?? 0, value };
  return {
    answer: "rewarded",
    changes: [
      withItems(friendGets.change ?? { head: headOf(loaded, stamp.now) }, [settled]),
      ...(referrerGets.change === undefined ? [] : [referrerGets.change]),
    ],
  };
}

interface Given {
  rewarded: Rewarded;
  change?: Change;
}
const none = (because: Extract<Rewarded, { kind: "none" }>["because"]): Given => ({
  rewarded: { kind: "none", because },
});

/** Gives one side what it was promised; `month` names the count that it is one of. */
function give(loaded: Loaded, { reward, offer: giving }: Side, rewarding: Rewarding, month?: string): Given {
  const { friend, rules, stamp, short, ports } = rewarding;
  if (reward === undefined) return none("not-promised");
  const counted = month === undefined ? [] : [countItem(loaded, month, 1)];
  if (reward.kind === "points") {
    const postings = postingsOn(loaded, stamp, ports.hash);
    credit(postings, loaded, reward.points, `referral#${friend}`, { rules, stamp });
    return { rewarded: reward, change: changeOf(loaded, postings, stamp, { items: counted }) };
  }
  if (giving === undefined) return none("offer-unknown");
  const { offer, room, code } = giving;
  if (offerIsOver(offer, stamp.bookedOn)) return none("offer-over");
  if (!hasRoom(loaded, room)) return none("had");
  const scarce = [...room.moves, ...(room.reserved === undefined ? [] : [room.reserved])];
  // The last one is the friend's: only what is short without the referrer's too is short for the friend.
  const bearable = loaded.memberId === friend ? 1 : 0;
  const missing = scarce.find(({ allotment }) => (short.get(allotment) ?? 0) > bearable);
  if (missing !== undefined) {
    return none(missing.allotment.startsWith("budget#") ? "budget-exhausted" : "limit-reached");
  }
  const { currency, timeZone } = rules.value;
  const coupon = newCoupon({ code, offer, currency, timeZone, campaign: "referral", now: stamp.now });
  const items: MemberItem[] = [{ kind: "coupon", version: 0, value: withReservation(coupon, room) }];
  // One item of counts: the offer's own, and the month's.
  const counts = oneOf([...countedItem(loaded, room), ...counted]);
  return {
    rewarded: { kind: "coupon", code },
    change: { head: headOf(loaded, stamp.now), items: [...items, ...counts], allotments: room.moves },
  };
}

function credit(
  postings: Postings,
  { tier }: Loaded,
  points: number,
  source: string,
  { rules, stamp }: Pick<Settling, "rules" | "stamp">,
): void {
  const { bookedOn } = stamp;
  postings.credit({
    account: "points",
    kind: "earn",
    amount: points,
    because: { source, rule: "referral", programme: rules.version, campaign: "referral" },
    occurredOn: bookedOn,
    bookedOn,
    expiresOn: daysAfter(bookedOn, rules.value.points.expireDays),
    ...(tier === undefined ? {} : { tier: tier.value.tier }),
  });
}

/** Counts that were each worked out on the same item, as one item. */
function oneOf(counts: readonly MemberItem[]): MemberItem[] {
  const [first, second] = counts.filter((item) => item.kind === "counts");
  if (first === undefined) return [];
  return [second === undefined ? first : { ...first, value: larger(first.value, second.value) }];
}

/** Counts only ever go up here, so the larger of two is the one that was moved. */
const larger = (a: Record<string, number>, b: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.keys({ ...a, ...b }).map((name) => [name, Math.max(a[name] ?? 0, b[name] ?? 0)]));

const withItems = (change: Change, items: readonly MemberItem[]): Change => ({
  ...change,
  items: [...(change.items ?? []), ...items],
});

/** Looks up what one side may be given. */
async function sideOf(
  reward: Reward | undefined,
  memberId: string | undefined,
  { friend, rules, ports }: Settling,
): Promise<Side> {
  if (reward?.kind !== "offer" || memberId === undefined) return { reward };
  const offer = rules.value.offers.find(({ id }) => id === reward.offer);
  if (offer === undefined) return { reward };
  const room = await roomFor(offer, memberId, rules.version, ports.allotments);
  // A code of its own for each side: both may be promised the same offer.
  const code = await ports.codeOf(`referral|${friend}|${memberId}`);
  return { reward, offer: { offer, room, code } };
}

/** 10,000 referrals a run, one after another: many friends of one referrer would be in each other's way. */
const RUN = { pages: 40, page: 250, atOnce: 1 };

/** Settles the referrals that are due at the clock's moment. Twice, or beside another run: each is settled once. */
export async function rewardDueReferrals(
  ports: RewardPorts,
): Promise<{ rewarded: number; void: number; more: boolean }> {
  const sum = { rewarded: 0, void: 0 };
  const { more } = await eachDue(
    RUN,
    (limit) => ports.store.due("REFERRAL", ports.now, limit),
    ({ memberId }) => memberId,
    async ({ memberId }) => {
      const settled = await unlessBusy<Settled>(rewardReferral(memberId, ports), "not-due");
      if (settled !== "not-due") sum[settled] += 1;
    },
  );
  return { ...sum, more };
}
