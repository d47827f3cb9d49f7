import type { Head, MemberItem, Order } from "../../members/member.ts";
import type { Loaded } from "../../members/member-store.ts";
import type { Programme } from "../../programme/programme.ts";
import { daysAfter, endOfShopDay } from "../../programme/shop-day.ts";

/** What a paid order changes beside: the head, and items. */
export interface Noted {
  head: Omit<Head, "seq">;
  items: MemberItem[];
}

/**
 * The first order of a member whom another has brought starts the wait for the rewards, in the order's own commit. The
 * head says that there is somebody to look for (`referred`), so that other orders read nothing more.
 */
export function noteFirstOrder(
  head: Omit<Head, "seq">,
  { referral }: Loaded,
  order: Order,
  { timeZone, points }: Programme,
): Noted {
  if (head.referred !== true || order.historic) return { head, items: [] };
  const { referred: _, ...rest } = head;
  if (referral?.value.state !== "open") return { head: rest, items: [] };
  const { state: _open, ...begun } = referral.value;
  const lastDay = daysAfter(order.paidOn, Math.max(points.returnWindowDays, begun.waitDays));
  const value = {
    ...begun,
    state: "waiting",
    orderKey: order.orderKey,
    dueAt: endOfShopDay(lastDay, timeZone),
  } as const;
  return { head: rest, items: [{ kind: "referral", version: referral.version, value }] };
}
