import { expect, test } from "vitest";
import type { StoredEvent } from "../../core/contract/event.ts";
import { accountOf } from "../../core/loyalty/ledger/account.ts";
import { isPoison } from "../../core/members/apply-to-member.ts";
import { loadSample } from "../../tools/sample/load-sample.ts";
import { aRefund } from "../support/builders/a-refund.ts";
import { aLine, anOrder } from "../support/builders/an-order.ts";
import { faultsOf, MemberWorld } from "../support/member-world.ts";

const LIVE_FROM = "2011-09-01";
const sample = loadSample("samples");
const about = (customerId: string, at: string) => ({
  memberId: `m_${customerId}`,
  occurredAt: at,
  receivedAt: at,
  historic: at < LIVE_FROM,
});
const events: StoredEvent[] = [
  ...sample.orders.map(({ orderId, customerId, at, lines }) =>
    anOrder({
      ...about(customerId, at),
      orderId,
      lines: lines.map(({ lineId, sku, category, quantity, unitPriceMinor, goods }) =>
        aLine({ lineId, sku, category, quantity, unitPriceMinor, goods }),
      ),
    }),
  ),
  ...sample.refunds.map(({ refundId, orderId, customerId, at, lines }) =>
    aRefund({
      ...about(customerId, at),
      refundId,
      orderId,
      lines: lines.map(({ lineId, quantity, amountMinor }) => ({ lineId, quantity, amountMinor })),
    }),
  ),
].sort((a, b) => (a.occurredAt < b.occurredAt ? -1 : 1));
const members = [...new Set(events.map(({ memberId }) => memberId))];

/** What everybody's points and summaries come to when the events arrive so. */
async function outcomeOf(arriving: readonly StoredEvent[]) {
  const world = new MemberWorld();
  const outcomes = await world.apply(...arriving);
  expect([...outcomes.filter(isPoison), ...world.setAside]).toEqual([]);
  return Promise.all(
    members.map(async (memberId) => {
      expect(await faultsOf(world.store, memberId)).toEqual([]);
      const { head, accounts, summary } = await world.store.load(memberId, { accounts: true, summary: true });
      const { balance, owed } = accountOf(accounts?.value ?? {}, "points");
      return { memberId, balance, owed, parked: head?.parked, summary: summary?.value };
    }),
  );
}

test("the sample's points and summaries are the same when everything arrives backwards, refunds before orders", async () => {
  const forwards = await outcomeOf(events);
  expect(forwards.reduce((sum, { balance }) => sum + balance, 0)).toBeGreaterThan(0);
  expect(await outcomeOf(events.toReversed())).toEqual(forwards);
}, 60_000);
