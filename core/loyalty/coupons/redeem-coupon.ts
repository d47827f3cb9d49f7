import * as z from "zod";
import type { RedeemAnswer as Answer } from "../../contract/answers.ts";
import { amountMinor, currency, MAX_LINES, OrderLine, slug, sourceId } from "../../contract/event.ts";
import { changeMember, type Decision } from "../../members/change-member.ts";
import { orderKeyOf, redeemClaim } from "../../members/claim-key.ts";
import { headOf } from "../../members/member-beginning.ts";
import type { ClaimResult, Loaded, MemberStore } from "../../members/member-store.ts";
import type { ProgrammeStore } from "../../programme/programme-store.ts";
import { shopDay } from "../../programme/shop-day.ts";
import type { GoodsLine, PricedBasket } from "../checkout/basket.ts";
import { answered, type Call, claimOf, claimsOf } from "../idempotency.ts";
import type { Coupon } from "./coupon.ts";
import { readCouponCode } from "./coupon-code.ts";
import { usedCoupon } from "./coupon-state.ts";
import { fitOf } from "./fit-of.ts";

/** What a channel says when a coupon is used on an order of its own. */
export const RedeemRequest = z
  .strictObject({
    channel: slug,
    orderId: sourceId,
    /** Who uses it, where the channel knows: a coupon of somebody else is then refused. */
    memberId: z.string().max(64).optional(),
    currency,
    storeId: sourceId.optional(),
    /** The order's goods after all other discounts. */
    goodsMinor: amountMinor,
    /** The same goods line by line: a coupon for some goods is refused without them. */
    lines: z.array(OrderLine).min(1).max(MAX_LINES).optional(),
    /** What delivery costs: free delivery takes it off. */
    deliveryMinor: amountMinor.optional(),
    /** Booked beside a replayed order, and labelled so wherever it is counted. */
    simulated: z.boolean().default(false),
  })
  .refine(({ goodsMinor, lines }) => lines === undefined || sumOf(goodsOf(lines)) === goodsMinor, {
    path: ["goodsMinor"],
    message: "must be the sum of the lines that are goods",
  });
export type RedeemRequest = z.infer<typeof RedeemRequest>;

export type RedeemAnswer = z.infer<typeof Answer>;

export type RedeemOutcome =
  | { kind: "redeemed"; answer: RedeemAnswer }
  | { kind: "refused"; because: "unknown" | "of-another" | "lapsed" | "used" | "held" | "key-reused" }
  | { kind: "refused"; because: "does-not-fit"; detail: string };

export interface RedeemPorts {
  store: MemberStore;
  programmes: Pick<ProgrammeStore, "programme">;
  /** The product's clock. */
  now: string;
  pause: (attempt: number) => Promise<void>;
  /** The call under its Idempotency-Key; absent where an order's own key is all that tells calls apart. */
  call?: Call;
}

/**
 * Uses a coupon on an order, once: the same channel, order and code again get the first answer, also when the coupon
 * has lapsed since, and so does the same Idempotency-Key. Of many who use one code at the same moment one succeeds.
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

  const { call } = ports;
  const claimed = (answer: RedeemAnswer) => (call === undefined ? [] : [claimOf(call, { status: 200, body: answer })]);

  const decide = (loaded: Loaded): Decision<RedeemOutcome> => {
    const answeredBefore = call && answered(loaded, call);
    if (answeredBefore === "reused") return { answer: { kind: "refused", because: "key-reused" } };
    const before = loaded.claims[claim];
    if (before !== undefined) {
      const answer = answerOf(code, orderKey, before);
      const decided: Decision<RedeemOutcome> = { answer: { kind: "redeemed", answer } };
      // A new key for what was done before is spoken for too.
      const fresh = answeredBefore === undefined && loaded.head?.status === "active" ? claimed(answer) : [];
      return fresh.length === 0 ? decided : { ...decided, change: { head: headOf(loaded, ports.now), claims: fresh } };
    }
    const coupon = loaded.coupons[code];
    if (coupon === undefined || loaded.head?.status !== "active") {
      return { answer: { kind: "refused", because: "unknown" } };
    }
    const fit = fitOf(coupon.value, basketOf(asked, coupon.value), { at: ports.now, tier: loaded.tier?.value.tier });
    if (!fit.fits) return { answer: refusal(fit.because) };
    const { goodsMinor, simulated } = asked;
    const { worthMinor: valueMinor } = fit;
    const redeemed = { orderKey, at: ports.now, bookedOn: stamp.bookedOn, goodsMinor, valueMinor, simulated };
    const used = usedCoupon(coupon.value, redeemed);
    if (used.kind === "refused") return { answer: refusal(used.because) };
    const result = { valueMinor, simulated, redeemedAt: ports.now };
    const answer = answerOf(code, orderKey, result);
    return {
      answer: { kind: "redeemed", answer },
      change: {
        head: headOf(loaded, ports.now),
        claims: [{ key: claim, result }, ...claimed(answer)],
        items: [{ kind: "coupon", version: coupon.version, value: used.coupon }],
      },
    };
  };
  const wanted = { couponCodes: [code], tier: true, claims: [claim, ...(call === undefined ? [] : claimsOf(call))] };
  return changeMember(owner, wanted, decide, { ...ports, stamp });
}

const goodsOf = (lines: readonly OrderLine[]): OrderLine[] => lines.filter(({ goods }) => goods);

const sumOf = (lines: readonly OrderLine[]): number => lines.reduce((sum, { amountMinor: minor }) => sum + minor, 0);

/** The order as the coupon reckons with it. Where its lines weren't told, no coupon for some goods finds any. */
function basketOf(asked: RedeemRequest, { scope }: Coupon): PricedBasket {
  const { channel, storeId, currency, goodsMinor, lines, deliveryMinor = 0 } = asked;
  const forSome = scope?.categories !== undefined || scope?.skus !== undefined;
  const untold: GoodsLine[] = forSome ? [] : [{ lineId: "", sku: "", minor: goodsMinor }];
  const goods =
    lines === undefined
      ? untold
      : goodsOf(lines).map(({ lineId = "", sku, category, amountMinor: minor }) => ({ lineId, sku, category, minor }));
  return { channel, storeId, currency, goods, deliveryMinor, chargesMinor: 0 };
}

const refusal = (because: string): RedeemOutcome =>
  because === "used" || because === "lapsed" || because === "held"
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
