import type { Programme } from "../../programme/programme.ts";
import type { Saved } from "../../programme/programme-store.ts";
import { shopDay } from "../../programme/shop-day.ts";
import type { Coupon } from "../coupons/coupon.ts";
import { type Accounts, accountOf } from "../ledger/account.ts";
import { earnForOrder } from "../points/earn-for-order.ts";
import { ORDINARY } from "../tiers/tier.ts";
import { type Basket, goodsMinorOf, type PricedBasket, pricedBasket } from "./basket.ts";
import { chooseCoupons } from "./choose-coupons.ts";
import type { Applied } from "./in-turn.ts";
import type { Quote } from "./quote-schemas.ts";
import { withBenefits } from "./tier-benefits.ts";
import { pointsWithin } from "./value-of-points.ts";

/** Everything that a quote rests on. */
export interface QuoteInput {
  memberId: string;
  basket: Basket;
  /** The member's own; a till may look at some of them alone. */
  coupons: readonly Coupon[];
  /** Id of the member's tier; absent for an ordinary member. */
  tier?: string | undefined;
  /** Month and day of birth, 'MM-DD', where it is known. */
  birthday?: string | undefined;
  rules: Pick<Saved<Programme>, "value" | "version">;
  accounts: Accounts;
  /** The moment of the quote, RFC 3339. */
  at: string;
}

/**
 * A basket reckoned for a member: the shop's own discount first, then what the tier gives, then the best combination of
 * coupons, each in its turn on what is left; then what may be paid with points and stored value, and what it would earn.
 * Pure, and the same for the same input; nothing is reserved by it.
 */
export function quoteBasket(input: QuoteInput): Quote {
  const { basket, rules, accounts, at, tier = ORDINARY } = input;
  const { points: pointsRules, tiers } = rules.value;
  const plain = pricedBasket(basket);
  const { priced, benefits } = withBenefits(plain, tiers, tier);
  const { applied, leftOut, proven } = chooseCoupons(input.coupons, priced, { tier, at });

  const offDelivery = sum(applied.map(({ deliveryMinor }) => deliveryMinor));
  const offGoods = sum(applied.map(({ offMinor }) => offMinor)) - offDelivery;
  const goodsLeft = goodsMinorOf(priced) - offGoods;
  const deliveryMinor = priced.deliveryMinor - offDelivery;
  const payableMinor = goodsLeft + deliveryMinor + priced.chargesMinor;
  const discountMinor = basket.discountMinor + benefits.discountMinor + offGoods;

  const balance = accountOf(accounts, "points").balance;
  const most = Math.floor(goodsLeft * pointsRules.spend.maxShare);
  const spendable = pointsWithin(balance, most, pointsRules.spend);
  const balanceMinor = accountOf(accounts, "principal").balance + accountOf(accounts, "bonus").balance;
  return {
    memberId: input.memberId,
    at,
    currency: basket.currency,
    programme: rules.version,
    tier,
    goodsMinor: goodsMinorOf(plain),
    benefits,
    coupons: {
      applied: applied.map(quotedCoupon),
      notApplied: leftOut,
      offMinor: offGoods + offDelivery,
      proven,
    },
    lines: quotedLines(basket, priced, applied),
    deliveryMinor,
    payableMinor,
    points: {
      toEarn: pointsFor(input, tier, discountMinor),
      balance,
      spendable: spendable.points,
      spendableMinor: spendable.minor,
    },
    storedValue: { balanceMinor, spendableMinor: Math.min(balanceMinor, payableMinor) },
    order: {
      discountMinor,
      // The shop's own discount stands whole in `discountMinor`, what it takes off delivery too.
      deliveryMinor: basket.deliveryMinor - benefits.deliveryMinor - offDelivery,
      totalMinor: payableMinor,
      coupons: applied.map((one) => ({ code: one.coupon.code, valueMinor: one.offMinor - one.deliveryMinor })),
    },
  };
}

/** What the order would earn, by the very rule that its payment will be decided by. */
function pointsFor({ basket, rules, at, birthday }: QuoteInput, tier: string, discountMinor: number): number {
  const level = rules.value.tiers.levels.find(({ id }) => id === tier);
  const { points } = earnForOrder({
    lines: basket.lines,
    discountMinor,
    rules: rules.value.points,
    paidOn: shopDay(at, rules.value.timeZone),
    channel: basket.channel,
    storeId: basket.storeId,
    tier: level && { id: level.id, pointsTimes: level.benefits.pointsTimes },
    birthday,
  });
  return points;
}

const quotedCoupon = ({ coupon, worthMinor, deliveryMinor }: Applied): Quote["coupons"]["applied"][number] => ({
  code: coupon.code,
  offer: coupon.offer,
  valueMinor: worthMinor,
  deliveryMinor,
  ...(coupon.giftSku === undefined ? {} : { giftSku: coupon.giftSku }),
});

/** Every line of the basket, goods or not, with what is taken off it. */
function quotedLines({ lines }: Basket, { goods }: PricedBasket, applied: readonly Applied[]): Quote["lines"] {
  const places = new Map(goods.map(({ lineId }, at) => [lineId, at]));
  return lines.map((line, index) => {
    const lineId = line.lineId ?? String(index + 1);
    const at = places.get(lineId);
    const pricedMinor = at === undefined ? line.amountMinor : (goods[at]?.minor ?? 0);
    const couponsMinor = at === undefined ? 0 : sum(applied.map(({ byLine }) => byLine[at] ?? 0));
    const payableMinor = pricedMinor - couponsMinor;
    return { lineId, amountMinor: line.amountMinor, pricedMinor, couponsMinor, payableMinor };
  });
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
