import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countOrders, memberOutcomes } from "../../../core/insight/member-outcomes.ts";
import type { CheckName } from "../../../core/insight/reconcile.ts";
import { reconcile } from "../../../core/insight/reconcile.ts";
import { campaignTable } from "../../../core/insight/roi.ts";
import type { InsightRows } from "../../../core/insight/rows.ts";
import { rowsUntil } from "../../../core/insight/rows-until.ts";
import { endOfDayMs } from "../../../core/insight/window.ts";
import { aCoupon, aLine, aMessage, anEnrolment, anEntry, anOrder, noRows, redeemed, rules } from "./insight-rows.ts";

const PERIOD = { from: "2011-09-02", asOf: "2011-11-30" };
const ZONE = "Europe/London";

const reconciled = (rows: InsightRows) => {
  const cut = rowsUntil(rows, PERIOD.asOf, ZONE);
  const orders = countOrders(cut, rules);
  const asOfMs = endOfDayMs(PERIOD.asOf, ZONE);
  const campaigns = campaignTable(cut, orders, memberOutcomes(cut, orders, rules, asOfMs), rules, asOfMs);
  return reconcile(rows, cut, campaigns, rules, PERIOD);
};

/** Books that are right: members with orders that earn and lose points on some day, in two overlapping campaigns. */
const books = fc
  .array(
    fc.record({
      arm: fc.constantFrom("treated" as const, "held-out" as const),
      orders: fc.array(
        fc.record({
          day: fc.integer({ min: 1, max: 30 }),
          month: fc.constantFrom("08", "09", "10", "11", "12"),
          earned: fc.integer({ min: 0, max: 500 }),
          takenShare: fc.double({ min: 0, max: 1, noNaN: true }),
          coupon: fc.boolean(),
        }),
        { maxLength: 4 },
      ),
      spent: fc.integer({ min: 0, max: 50 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((members) => {
    const rows = noRows();
    members.forEach(({ arm, orders, spent }, m) => {
      const memberId = `m_${m}`;
      rows.enrolments.push(
        anEnrolment({ memberId, arm }),
        anEnrolment({ memberId, arm, journey: "dormant", enteredAt: "2011-09-11T08:00:00Z" }),
      );
      if (arm === "treated") rows.messages.push(aMessage({ memberId }));
      let number = 0;
      let sum = 0;
      orders.forEach(({ day, month, earned, takenShare, coupon }, o) => {
        const orderKey = `shop:${m}-${o}`;
        const paidOn = `2011-${month}-${String(day).padStart(2, "0")}`;
        const takenBack = Math.floor(earned * takenShare);
        const because = { source: orderKey };
        rows.orders.push(
          anOrder({ memberId, orderKey, paidOn, paidAt: `${paidOn}T10:00:00Z`, lines: [aLine({ earned, takenBack })] }),
        );
        const booked = { memberId, because, bookedOn: paidOn, occurredOn: paidOn };
        rows.ledger.push(anEntry({ ...booked, number: number + 1, points: earned }));
        rows.ledger.push(anEntry({ ...booked, number: number + 2, kind: "take-back", points: -takenBack }));
        number += 2;
        sum += earned - takenBack;
        const value = redeemed({ orderKey, at: `${paidOn}T10:00:00Z`, bookedOn: paidOn });
        if (coupon && arm === "treated") rows.coupons.push(aCoupon({ memberId, code: orderKey, ...value }));
      });
      rows.members.push({ memberId, pointsBalance: sum + spent, pointsOwed: spent });
    });
    return rows;
  });

/** One member whose books are right, to be altered one posting at a time. */
const sound = (): InsightRows => ({
  ...noRows(),
  members: [{ memberId: "m_1", pointsBalance: 16, pointsOwed: 0 }],
  enrolments: [anEnrolment(), anEnrolment({ memberId: "m_2", arm: "held-out" })],
  messages: [aMessage()],
  coupons: [aCoupon(redeemed())],
  orders: [
    anOrder({ lines: [aLine({ earned: 10, takenBack: 4 })] }),
    anOrder({
      orderKey: "shop:2",
      paidAt: "2011-09-01T10:00:00Z",
      paidOn: "2011-09-01",
      lines: [aLine({ earned: 10 })],
    }),
  ],
  ledger: [
    anEntry({ number: 1, points: 10, because: { source: "shop:2" }, bookedOn: "2011-09-01" }),
    anEntry({ number: 2, points: 10 }),
    anEntry({ number: 3, kind: "take-back", points: -4 }),
  ],
});

const alterations: [string, CheckName[], (rows: InsightRows) => void][] = [
  [
    "a posting is missing",
    ["entries-make-balances", "members-off-balance", "members-with-numbering-gaps", "earned-on-order-lines"],
    (rows) => rows.ledger.splice(1, 1),
  ],
  [
    "a posting is altered",
    ["entries-make-balances", "members-off-balance", "earned-on-order-lines"],
    (rows) => rows.ledger.splice(1, 1, anEntry({ number: 2, points: 11 })),
  ],
  [
    "a posting stands twice",
    ["entries-make-balances", "members-off-balance", "members-with-numbering-gaps", "taken-back-on-order-lines"],
    (rows) => rows.ledger.push(anEntry({ number: 3, kind: "take-back", points: -4 })),
  ],
  [
    "two errors in balances make up for each other",
    ["members-off-balance"],
    (rows) => {
      rows.members = [
        { memberId: "m_1", pointsBalance: 15, pointsOwed: 0 },
        { memberId: "m_2", pointsBalance: 1, pointsOwed: 0 },
      ];
    },
  ],
  [
    "a held-out member was written to",
    ["messages-to-held-out"],
    (rows) => rows.messages.push(aMessage({ memberId: "m_2" })),
  ],
  [
    "a held-out member got a coupon",
    ["coupons-to-held-out"],
    (rows) => rows.coupons.push(aCoupon({ memberId: "m_2" })),
  ],
  [
    "a coupon was redeemed on another member's order",
    ["coupons-without-their-order"],
    (rows) => rows.orders.splice(0, 1, anOrder({ memberId: "m_3", lines: [aLine({ earned: 10, takenBack: 4 })] })),
  ],
  [
    "a member was drawn into both arms",
    ["members-in-two-arms"],
    (rows) => rows.enrolments.push(anEnrolment({ memberId: "m_2", occasion: "again" })),
  ],
];

describe("the reconciliation", () => {
  it("comes out to zero on sound books, whatever was earned, taken back, owed or counted by two campaigns", () => {
    fc.assert(
      fc.property(books, (rows) => {
        expect(reconciled(rows).gaps).toEqual([]);
      }),
    );
  });

  it("carries the points from the opening over each kind to the closing, with later bookings apart", () => {
    const rows = sound();
    rows.ledger.push(anEntry({ number: 4, points: 7, because: { source: "shop:4" }, bookedOn: "2011-12-01" }));
    rows.orders.push(anOrder({ orderKey: "shop:4", paidAt: "2011-11-30T23:59:00Z", lines: [aLine({ earned: 7 })] }));
    rows.members = [{ memberId: "m_1", pointsBalance: 23, pointsOwed: 0 }];
    const { bridge, gaps } = reconciled(rows);
    expect(gaps).toEqual([]);
    expect(bridge).toEqual({
      ...PERIOD,
      openingPoints: 10,
      byKind: [
        { kind: "earn", entries: 1, points: 10 },
        { kind: "take-back", entries: 1, points: -4 },
      ],
      closingPoints: 16,
      closingMinor: 80,
      laterPoints: 7,
    });
  });

  it.each(alterations)("names the gap when %s", (_, gaps, alter) => {
    const rows = sound();
    expect(reconciled(rows).gaps).toEqual([]);
    alter(rows);
    expect(reconciled(rows).gaps).toEqual(gaps);
  });

  it("notices a campaign table that lost a cost, a message or points", () => {
    const cut = sound();
    const orders = countOrders(cut, rules);
    const asOfMs = endOfDayMs(PERIOD.asOf, ZONE);
    const [line] = campaignTable(cut, orders, memberOutcomes(cut, orders, rules, asOfMs), rules, asOfMs);
    if (line === undefined) throw new Error("no campaign");
    const wrong = { ...line, sent: 0, points: line.points - 1, costs: { ...line.costs, couponsMinor: 0 } };
    expect(reconcile(cut, cut, [wrong], rules, PERIOD).gaps).toEqual([
      "points-of-campaigns",
      "coupon-cost-of-campaigns",
      "messages-of-campaigns",
    ]);
  });
});
