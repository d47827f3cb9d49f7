import * as z from "zod";
import { slug } from "../../contract/event.ts";
import { type Problem, problem } from "../../contract/problem.ts";
import { changeMembers } from "../../members/change-members.ts";
import { headOf } from "../../members/member-beginning.ts";
import type { Change, Loaded } from "../../members/member-store.ts";
import { daysAfter, shopDay } from "../../programme/shop-day.ts";
import { readCouponCode } from "../coupons/coupon-code.ts";
import {
  answered,
  type Call,
  type CallOutcome,
  claimsOf,
  decidedOnce,
  effectOf,
  type FirstDecision,
} from "../idempotency.ts";
import { memberIdField } from "../request-fields.ts";
import { groundOf, memberGone, type ValuePorts } from "../value-call.ts";
import { inRing } from "./in-ring.ts";
import type { Promised, Referral } from "./referral.ts";
import { codeClaim, memberNow } from "./referral-code.ts";

/** A new member names the code of the one who brought them. */
export const ReferRequest = z.strictObject({
  code: z.string().min(1).max(40),
  /** The friend. */
  memberId: memberIdField,
  channel: slug,
});
export type ReferRequest = z.infer<typeof ReferRequest>;

export const ReferAnswer = z.strictObject({
  memberId: z.string(),
  code: z.string(),
  state: z.literal("open"),
  on: z.iso.date(),
});

/** Claim on having been brought: a member is brought once, for good. */
const referredClaim = (friend: string): string => `C#referral#${friend}#referred`;

/**
 * Notes that a member was brought by another, once. Nothing is given yet: that is decided when the first order's return
 * window is over. The referrer's head moves too, so that two who bring each other at the same moment meet.
 * @throws MemberBusyError after five conflicts.
 */
export async function referFriend(asked: ReferRequest, call: Call, ports: ValuePorts): Promise<CallOutcome> {
  const { memberId: friend, channel } = asked;
  const code = readCouponCode(asked.code);
  const owner = code === undefined ? undefined : await ownerOf(code, friend, ports);
  const referrer = owner === undefined ? undefined : await memberNow(owner, ports.store);
  if (code === undefined || referrer === undefined) {
    return { refused: problem(404, "code-unknown", "No such code", "no member has this code: is it mistyped?") };
  }
  if (referrer === friend) {
    return { refused: problem(422, "self-referral", "Self-referral", "nobody brings themselves") };
  }
  const ring = await inRing(friend, referrer, ports.store);
  const { rules, stamp } = await groundOf(ports);
  const config = rules.value.referral;
  const effect = effectOf(referredClaim(friend), call);

  const decide = (mine: Loaded, theirs: Loaded): FirstDecision => {
    const refused =
      memberGone(mine) ??
      (config.enabled ? undefined : refusal("referral-off", "the programme rewards no referrals")) ??
      notNew(mine, config.withinDays, stamp.bookedOn, rules.value.timeZone) ??
      // A merge meanwhile, or a ring of two that was made meanwhile.
      (theirs.head?.status === "active" ? undefined : refusal("referrer-gone", "the code's member has left")) ??
      (ring || theirs.referral?.value.referrer === friend
        ? refusal("referral-ring", "they were brought, directly or by others, by this very friend")
        : undefined);
    if (refused !== undefined) return { refused };
    const promised: Promised = {
      ...(config.referrer === undefined ? {} : { referrer: config.referrer }),
      ...(config.friend === undefined ? {} : { friend: config.friend }),
    };
    const value: Referral = {
      ...{ state: "open", referrer, code, channel, at: stamp.now, on: stamp.bookedOn },
      ...{ promised, waitDays: config.waitDays, programme: rules.version },
    };
    return {
      answer: { status: 201, body: { memberId: friend, code, state: "open", on: stamp.bookedOn } },
      change: {
        head: { ...headOf(mine, stamp.now), referred: true },
        items: [{ kind: "referral", version: 0, value }],
      },
    };
  };

  return changeMembers(
    [
      { memberId: friend, wanted: { summary: true, referral: true, claims: claimsOf(call, effect) } },
      { memberId: referrer, wanted: { referral: true } },
    ],
    ([mine, theirs]) => {
      if (mine === undefined || theirs === undefined) throw new RangeError("two members were asked for");
      if (answered(mine, call) === undefined && answered(mine, effect) === "reused") {
        return { answer: { refused: refusal("already-referred", "the member was brought by somebody before") } };
      }
      let first = false;
      const { answer, change } = decidedOnce(mine, call, effect, () => {
        const decided = decide(mine, theirs);
        first = "answer" in decided;
        return decided;
      });
      const touched: Change | undefined = first ? { head: headOf(theirs, stamp.now) } : undefined;
      return { answer, changes: [change, touched] };
    },
    { ...ports, stamp },
  );
}

async function ownerOf(code: string, friend: string, { store }: ValuePorts): Promise<string | undefined> {
  const owner = (await store.load(friend, { claims: [codeClaim(code)] })).claims[codeClaim(code)]?.memberId;
  return typeof owner === "string" ? owner : undefined;
}

/** Why somebody is no new member: brought before, not registered, registered too long ago, or a customer already. */
function notNew(friend: Loaded, withinDays: number, today: string, timeZone: string): Problem | undefined {
  const { head, summary, referral } = friend;
  if (referral !== undefined) return refusal("already-referred", "the member was brought by somebody before");
  if (head?.registeredAt === undefined) return refusal("not-registered", "the member hasn't registered yet");
  const last = daysAfter(shopDay(head.registeredAt, timeZone), withinDays);
  if (today > last) return refusal("too-late", `a code counts until ${withinDays} days after registering: ${last}`);
  if ((summary?.value.orders ?? 0) > 0) return refusal("already-ordered", "the member has ordered before");
  return undefined;
}

const refusal = (code: string, detail: string): Problem => problem(409, code, "Not brought", detail);
