import type {
  CouponRow,
  EnrolmentRow,
  FinanceRules,
  InsightRows,
  LedgerRow,
  MessageRow,
  OrderRow,
} from "../../../core/insight/rows.ts";

/** Builders with defaults for what insight reads. Days are of September 2011, instants in UTC. */

export const rules: FinanceRules = {
  currency: "GBP",
  points: { liabilityMinorPer1000: 5_000 },
  finance: {
    marginByCategory: { bakery: 0.6, fruit: 0.25 },
    marginDefault: 0.4,
    feeMinorPer1000: { sms: 4_000, email: 100 },
  },
};

export const noRows = (): InsightRows => ({
  members: [],
  enrolments: [],
  messages: [],
  coupons: [],
  orders: [],
  ledger: [],
  refusals: [],
});

export const anEnrolment = (row: Partial<EnrolmentRow> = {}): EnrolmentRow => ({
  memberId: "m_1",
  journey: "welcome",
  occasion: "joining",
  arm: "treated",
  enteredAt: "2011-09-01T08:00:00Z",
  ...row,
});

export const aLine = (line: Partial<OrderRow["lines"][number]> = {}): OrderRow["lines"][number] => ({
  lineId: "1",
  sku: "sku",
  quantity: 1,
  amountMinor: 1_000,
  goods: true,
  earned: 0,
  refundedQuantity: 0,
  refundedMinor: 0,
  takenBack: 0,
  ...line,
});

export const anOrder = (row: Partial<OrderRow> = {}): OrderRow => ({
  memberId: "m_1",
  orderKey: "shop:1",
  paidAt: "2011-09-05T10:00:00Z",
  paidOn: "2011-09-05",
  lines: [aLine()],
  discountMinor: 0,
  historic: false,
  simulated: false,
  ...row,
});

export const aMessage = (row: Partial<MessageRow> = {}): MessageRow => ({
  memberId: "m_1",
  journey: "welcome",
  step: "welcome",
  channel: "sms",
  state: "sent",
  at: "2011-09-01T08:00:00Z",
  text: "Welcome",
  ...row,
});

export const aCoupon = (row: Partial<CouponRow> = {}): CouponRow => ({
  memberId: "m_1",
  code: "CODE1",
  state: "issued",
  offer: "newcomer",
  journey: "welcome",
  issuedAt: "2011-09-01T08:00:00Z",
  ...row,
});

export const redeemed = (
  value: Partial<NonNullable<CouponRow["redeemed"]>> = {},
): Pick<CouponRow, "state" | "redeemed"> => ({
  state: "redeemed",
  redeemed: {
    orderKey: "shop:1",
    at: "2011-09-05T10:00:00Z",
    bookedOn: "2011-09-05",
    goodsMinor: 1_000,
    valueMinor: 200,
    simulated: false,
    ...value,
  },
});

export const anEntry = (row: Partial<LedgerRow> = {}): LedgerRow => ({
  memberId: "m_1",
  number: 1,
  kind: "earn",
  points: 10,
  because: { source: "shop:1" },
  occurredOn: "2011-09-05",
  bookedOn: "2011-09-05",
  ...row,
});
