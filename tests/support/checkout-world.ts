import { sha256 } from "../../adapters/identity/sha256.ts";
import type { OrderLine, StoredEvent } from "../../core/contract/event.ts";
import type { Basket } from "../../core/loyalty/checkout/basket.ts";
import type { CommitRequest, RefundRequest } from "../../core/loyalty/checkout/checkout-schemas.ts";
import { type CommitPorts, commitOrder, commitRefund } from "../../core/loyalty/checkout/commit-checkout.ts";
import { holdCheckout } from "../../core/loyalty/checkout/hold-checkout.ts";
import type { HoldRequest } from "../../core/loyalty/checkout/hold-schemas.ts";
import { releaseDueHolds, releaseHold } from "../../core/loyalty/checkout/release-hold.ts";
import type { CallOutcome } from "../../core/loyalty/idempotency.ts";
import { turnDueLots } from "../../core/loyalty/points/turn-lots.ts";
import type { MemberStore } from "../../core/members/member-store.ts";
import { shopDay } from "../../core/programme/shop-day.ts";
import { aRegistration } from "./builders/a-registration.ts";
import { aLine } from "./builders/an-order.ts";
import { ValueWorld } from "./value-world.ts";

export const aBasket = (lines: OrderLine[] = [aLine()], change: Partial<Basket> = {}): Basket => ({
  channel: "till",
  currency: "GBP",
  lines,
  deliveryMinor: 0,
  discountMinor: 0,
  ...change,
});

interface Paying {
  holdId?: string;
  coupons?: { code: string; valueMinor: number }[];
  points?: number;
  pointsValueMinor?: number;
  storedValueMinor?: number;
}

/** Members at a till, in memory. What was appended waits in `appended` until `stream` applies it, as the stream would. */
export class CheckoutWorld extends ValueWorld {
  readonly appended = new Map<string, StoredEvent>();

  static override async withMembers(...memberIds: string[]): Promise<CheckoutWorld> {
    const world = new CheckoutWorld();
    for (const memberId of memberIds) {
      await world.members.apply(aRegistration({ memberId, eventId: `registered-${memberId}` }));
    }
    return world;
  }

  commitPorts(using: MemberStore = this.store): CommitPorts {
    const { now, programme } = this;
    return {
      store: using,
      rules: { version: 1, value: programme, savedAt: "2011-01-01T00:00:00.000Z", savedBy: "test" },
      stamp: { now, bookedOn: shopDay(now, programme.timeZone) },
      now,
      hash: sha256,
      pause: async () => {},
      append: async (event) => void this.appended.set(`${event.occurredAt}#${event.channel}#${event.eventId}`, event),
    };
  }

  hold(change: Partial<HoldRequest> = {}, key?: string, using?: MemberStore): Promise<CallOutcome> {
    const nothing = { coupons: [], points: 0, storedValueMinor: 0 };
    const body = { memberId: "m_1", channel: "till", holdId: "h1", basket: aBasket(), ...nothing, ...change };
    return holdCheckout(body, this.call("hold", body, key), this.ports(using));
  }

  release(holdId = "h1", key?: string, using?: MemberStore): Promise<CallOutcome> {
    const body = { memberId: "m_1", channel: "till", holdId };
    return releaseHold(body, this.call("release", body, key), this.ports(using));
  }

  releaseDue(using?: MemberStore): Promise<{ released: number }> {
    return releaseDueHolds(this.ports(using));
  }

  commit(
    orderId: string,
    lines: OrderLine[],
    paying: Paying = {},
    { key, using, paidAt = this.now }: { key?: string; using?: MemberStore; paidAt?: string } = {},
  ): Promise<CallOutcome> {
    const { coupons = [], points = 0, pointsValueMinor = 0, storedValueMinor = 0, holdId } = paying;
    const discountMinor = pointsValueMinor + coupons.reduce((sum, { valueMinor }) => sum + valueMinor, 0);
    const goods = lines.reduce((sum, line) => sum + line.amountMinor, 0);
    const uses = { coupons, points, pointsValueMinor, storedValueMinor, ...(holdId === undefined ? {} : { holdId }) };
    const body: CommitRequest = {
      memberId: "m_1",
      channel: "till",
      paidAt,
      order: {
        ...{ orderId, currency: "GBP", lines, deliveryMinor: 0, discountMinor },
        totalMinor: goods - discountMinor,
        uses,
      },
    };
    return commitOrder(body, this.call("commit", body, key), this.commitPorts(using));
  }

  refund(
    orderId: string,
    refundId: string,
    lines: { lineId: string; quantity: number; amountMinor: number }[],
    { key, using }: { key?: string; using?: MemberStore } = {},
  ): Promise<CallOutcome> {
    const body: RefundRequest = {
      memberId: "m_1",
      channel: "till",
      refundedAt: this.now,
      refund: { refundId, orderId, currency: "GBP", lines },
    };
    return commitRefund(body, this.call("refund", body, key), this.commitPorts(using));
  }

  /** The stream brings everything that was appended, again and again. */
  async stream(): Promise<void> {
    this.members.programme = this.programme;
    this.members.now = this.now;
    await this.members.apply(...this.appended.values());
  }

  turn(day: string, using: MemberStore = this.store) {
    const { stamp, hash, pause } = this.commitPorts();
    return turnDueLots(day, { store: using, stamp, programme: 1, hash, pause });
  }
}
