import * as z from "zod";
import type { RedeemAnswer as Answer } from "../contract/answers.ts";
import { amountMinor, currency, slug, sourceId } from "../contract/event.ts";
import { changeMember, type Decision } from "../members/change-member.ts";
import { orderKeyOf, redeemClaim } from "../members/claim-key.ts";
import { headOf } from "../members/member-beginning.ts";
import type { ClaimResult, Loaded, MemberStore } from "../members/member-store.ts";
import type { ProgrammeStore } from "../programme/programme-store.ts";
import { shopDay } from "../programme/shop-day.ts";
import { usedCoupon } from "./coupon.ts";
import { readCouponCode } from "./coupon-code.ts";

/** What a channel says when a coupon is used on an order of its own. */
export const RedeemRequest = z.strictObject({
  channel: slug,
  orderId: sourceId,
  /** Who uses it, where the channel knows: a coupon of somebody else is then refused. */
  memberId: z.string().max(64).optional(),
  currency,
  /** The order's goods after all other discounts. */
  goodsMinor: amountMinor,
  /** Booked beside a replayed order, and labelled so wherever it is counted. */
  simulated: z.boolean().default(false),
});
export type RedeemRequest = z.infer<typeof RedeemRequest>;

export type RedeemAnswer = z.infer<typeof Answer>;

export type RedeemOutcome =
  | { kind: "redeemed"; answer: RedeemAnswer }
  | { kind: "refused"; because: "unknown" | "of-another" | "lapsed" | "used" }
  | { kind: "refused"; because: "does-not-fit"; detail: string };

export interface RedeemPorts {
  store: MemberStore;
  programmes: Pick<ProgrammeStore, "programme">;
  /** The product's clock. */
  now: string;
  pause: (attempt: number) => Promise<void>;
}

/**
 * Uses a coupon on an order, once: the same channel, order and code again get the first answer, also when the coupon
 * has lapsed since. Of many who use one code at the same moment one succeeds.
 * @throws MemberBusyError after five conflicts: to be answered as busy, and sent again.
 */
export async function redeemCoupon(typed: string, asked: RedeemRequest, ports: RedeemPorts): Promise<RedeemOutcome> {
  const code = readCouponCode(typed);
  const owner = code === undefined ? undefined : await ports.store.ownerOfCoupon(code);
  if (code === undefined || owner === undefined) return { kind: "refused", because: "unknown" };
  if (asked.memberId !== undefined && asked.memberId !== owner) return { kind: "refused", because: "of-another" };

  const orderKey = orderKeyOf(asked.channel, asked.orderId);
  const claim = redeemClaim(orderKey, code);
  const { timeZone } = (await ports.programmes.programme()).value;
  const stamp = { now: ports.now, bookedOn: shopDay(ports.now, timeZone) };

  const decide = (loaded: Loaded): Decision<RedeemOutcome> => {
    const before = loaded.claims[claim];
    if (before !== undefined) return { answer: { kind: "redeemed", answer: answerOf(code, orderKey, before) } };
    if (loaded.coupon === undefined || loaded.head?.status !== "active") {
      return { answer: { kind: "refused", because: "unknown" } };
    }
    const { goodsMinor, simulated } = asked;
    const redemption = { orderKey, currency: asked.currency, goodsMinor, simulated, at: ports.now, ...stamp };
    const used = usedCoupon(loaded.coupon.value, redemption);
    if (used.kind === "refused") return { answer: refusal(used.because) };
    const result = { valueMinor: used.valueMinor, simulated, redeemedAt: ports.now };
    return {
      answer: { kind: "redeemed", answer: answerOf(code, orderKey, result) },
      change: {
        head: headOf(loaded, ports.now),
        claims: [{ key: claim, result }],
        items: [{ kind: "coupon", version: loaded.coupon.version, value: used.coupon }],
      },
    };
  };
  return changeMember(owner, { couponCode: code, claims: [claim] }, decide, { ...ports, stamp });
}

const refusal = (because: string): RedeemOutcome =>
  because === "used" || because === "lapsed"
    ? { kind: "refused", because }
    : { kind: "refused", because: "does-not-fit", detail: because };

const answerOf = (code: string, orderKey: string, result: ClaimResult): RedeemAnswer => ({
  code,
  status: "redeemed",
  orderKey,
  valueMinor: Number(result.valueMinor),
  simulated: result.simulated === true,
  redeemedAt: String(result.redeemedAt),
});
