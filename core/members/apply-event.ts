import type { StoredEvent } from "../contract/event.ts";
import { holdKey } from "../loyalty/checkout/hold.ts";
import { codesOf } from "../loyalty/checkout/settle-coupons.ts";
import { awardActivity, isActivity, wantedByActivity } from "../loyalty/points/award-activity.ts";
import type { Programme } from "../programme/programme.ts";
import { type Applied, type ApplyContext, refused } from "./apply-context.ts";
import type { Decision, MoreWanted } from "./change-member.ts";
import { eventClaim, orderKeyOf, orderPaidClaim, refundClaim } from "./claim-key.ts";
import { keepProfile } from "./keep-profile.ts";
import { firstProfile, headOf } from "./member-beginning.ts";
import type { Loaded, Wanted } from "./member-store.ts";
import { payOrder } from "./pay-order.ts";
import { takeBackOrder, takenBackBy } from "./take-back-order.ts";

/** What a decision on an event has to see of its member. The head is always read. */
export function wantedBy(event: StoredEvent, programme: Programme): Wanted {
  const { points, tiers } = programme;
  const tier = tiers.levels.length > 0 ? { tier: true } : {};
  switch (event.type) {
    case "member.registered":
      return { profile: true, claims: event.historic ? [] : [eventClaim(event.channel, event.eventId)] };
    case "member.updated":
    case "message.unsubscribed":
      return { profile: true };
    case "order.paid": {
      const orderKey = orderKeyOf(event.channel, event.data.orderId);
      const { holdId } = event.data.uses ?? {};
      return {
        summary: true,
        accounts: true,
        claims: [orderPaidClaim(orderKey)],
        ...tier,
        ...(points.multipliers.birthday ? { profile: true } : {}),
        couponCodes: codesOf(event.data.uses, undefined),
        ...(holdId ? { holdId: holdKey(event.channel, holdId) } : {}),
      };
    }
    case "order.refunded":
    case "order.cancelled": {
      const { orderKey, refundId } = takenBackBy(event);
      return { ...tier, summary: true, accounts: true, orderKey, refundId, claims: [refundClaim(orderKey, refundId)] };
    }
    default:
      return isActivity(event) ? wantedByActivity(event, programme) : {};
  }
}

/**
 * What a stored event does to its member: pure, and the same whenever it is decided on the same member. An event that
 * no rule listens to only makes sure that its member is there.
 */
export function applyEvent(event: StoredEvent, loaded: Loaded, context: ApplyContext): Decision<Applied> | MoreWanted {
  if (loaded.head !== undefined && loaded.head.status !== "active") {
    return refused("member-not-active", JSON.stringify(loaded.head.status));
  }
  switch (event.type) {
    case "member.registered":
    case "member.updated":
    case "message.unsubscribed":
      return keepProfile(event, loaded, context);
    case "order.paid":
      return payOrder(event, loaded, context);
    case "order.refunded":
    case "order.cancelled":
      return takeBackOrder(event, loaded, context);
    default:
      return isActivity(event) ? awardActivity(event, loaded, context) : seen(loaded, context);
  }
}

/** The member is there from now on; no more follows. */
function seen(loaded: Loaded, { rules, stamp }: ApplyContext): Decision<Applied> {
  const head = headOf(loaded, stamp.now);
  const { parked } = head;
  if (loaded.head !== undefined) return { answer: { kind: "applied", parked } };
  return {
    answer: { kind: "applied", parked },
    change: { head, items: firstProfile(loaded, rules.value) },
  };
}
