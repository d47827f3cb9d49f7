import { hasLapsed } from "../loyalty/coupons/coupon-state.ts";
import { issueClaim } from "../members/claim-key.ts";
import type { MemberStore } from "../members/member-store.ts";
import { couponStepOf } from "../programme/machines.ts";
import type { Enrolment } from "./enrolment.ts";
import { goalReached, standingOrders } from "./goal.ts";
import type { JourneyStore } from "./journey-store.ts";
import { UnknownEnrolmentError } from "./settle-wait.ts";

/** What a machine may ask before it goes on. */
export type Question =
  /** Nothing ordered since the day that the occasion counts from? */
  | { question: "still-quiet" }
  /** Any order that stands? */
  | { question: "has-bought" }
  /** Is the coupon that this step would speak of there, unused and good? */
  | { question: "coupon-unused"; step: string };

export interface CheckPorts {
  store: Pick<JourneyStore, "enrolment">;
  members: Pick<MemberStore, "load">;
}

/**
 * Answers a machine's question by what stands at this moment.
 * @throws UnknownEnrolmentError
 */
export async function check(
  { memberId, enrolmentId, ...asked }: { memberId: string; enrolmentId: string } & Question,
  now: string,
  { store, members }: CheckPorts,
): Promise<boolean> {
  const enrolment = await store.enrolment(memberId, enrolmentId);
  if (enrolment === undefined) throw new UnknownEnrolmentError(memberId, enrolmentId);
  if (asked.question === "coupon-unused") return couponUnused(enrolment, asked.step, now, members);
  const { summary } = await members.load(memberId, { summary: true });
  return asked.question === "has-bought"
    ? standingOrders(summary?.value) > 0
    : !goalReached(enrolment.plan.goal, summary?.value);
}

async function couponUnused(
  { memberId, enrolmentId, plan }: Enrolment,
  step: string,
  now: string,
  members: CheckPorts["members"],
): Promise<boolean> {
  const giver = couponStepOf(plan.machine, step);
  if (giver === undefined) return false;
  const claim = issueClaim(enrolmentId, giver);
  const { claims } = await members.load(memberId, { claims: [claim] });
  const code = claims[claim]?.code;
  if (typeof code !== "string") return false;
  const coupon = (await members.load(memberId, { couponCodes: [code] })).coupons[code];
  return coupon?.value.state === "issued" && !hasLapsed(coupon.value, now);
}
