import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSample } from "../../../tools/sample/read-sample.ts";
import { sampleCatalogue } from "../../../tools/sample/sample-catalogue.ts";
import type { Sample } from "../../../tools/sample/sample-events.ts";
import type { MemberRow, OrderRow } from "../../../tools/sample/sample-rows.ts";

const catalogue = sampleCatalogue(
  { fallback: "other", categories: [{ category: "bags", words: ["BAG"] }] },
  { category: "charges", skus: [{ sku: "POST", what: "postage" }] },
);

const aMember = (customerId: string, over: Partial<MemberRow> = {}): MemberRow => ({
  customerId,
  givenName: "Ada",
  familyName: "Bell",
  phone: "+447700900001",
  email: "ada@example.org",
  timeZone: "Europe/London",
  language: "en",
  joinedAt: "2011-01-01T09:00:00Z",
  consentSms: "yes",
  consentEmail: "no",
  ...over,
});

const aRow = (over: Partial<OrderRow> = {}): OrderRow => ({
  InvoiceNo: "500001",
  StockCode: "20719",
  Description: "WOODLAND CHARLOTTE BAG",
  Quantity: "10",
  InvoiceDate: "2011-01-10T10:00:00",
  UnitPrice: "0.85",
  CustomerID: "14849",
  Country: "United Kingdom",
  ...over,
});

const cancels = (over: Partial<OrderRow> = {}): OrderRow =>
  aRow({ InvoiceNo: "C500009", Quantity: "-1", InvoiceDate: "2011-03-01T10:00:00", ...over });

const read = (rows: OrderRow[]): Sample => readSample([aMember("14849"), aMember("15000")], rows, catalogue);

describe("orders of the sample", () => {
  it("takes a line's amount as quantity times price in whole pence", () => {
    const { orders } = read([aRow({ Quantity: "3", UnitPrice: "1.15" }), aRow({ UnitPrice: "7", Quantity: "1" })]);
    expect(orders[0]?.lines.map((line) => line.amountMinor)).toEqual([345, 700]);
    expect(orders[0]?.totalMinor).toBe(1045);
  });

  it("reads the shop's local times with London's summer time", () => {
    const { orders } = read([aRow(), aRow({ InvoiceNo: "500002", InvoiceDate: "2011-07-10T10:00:00" })]);
    expect(orders.map((order) => order.at)).toEqual(["2011-01-10T10:00:00Z", "2011-07-10T09:00:00Z"]);
  });

  it("keeps postage in the order as a line that earns nothing", () => {
    const { orders } = read([
      aRow(),
      aRow({ StockCode: "POST", Description: "POSTAGE", Quantity: "1", UnitPrice: "18" }),
    ]);
    expect(orders[0]).toMatchObject({ totalMinor: 2650, goodsMinor: 850 });
    expect(orders[0]?.lines.map((line) => [line.category, line.goods])).toEqual([
      ["bags", true],
      ["charges", false],
    ]);
  });

  it("takes the earliest time of an invoice that was written over two minutes", () => {
    const { orders } = read([aRow({ InvoiceDate: "2011-01-10T10:01:00" }), aRow({ StockCode: "1" })]);
    expect(orders.map((order) => order.at)).toEqual(["2011-01-10T10:00:00Z"]);
  });

  it.each([
    ["price-is-zero", { UnitPrice: "0" }],
    ["price-not-in-pence", { UnitPrice: "0.001" }],
    ["price-not-in-pence", { UnitPrice: "-1" }],
    ["unreadable", { Quantity: "1.5" }],
    ["unreadable", { InvoiceDate: "2011-02-30T10:00:00" }],
    ["quantity-has-the-wrong-sign", { Quantity: "-1" }],
    ["quantity-has-the-wrong-sign", { InvoiceNo: "C1" }],
    ["unknown-customer", { CustomerID: "99999" }],
  ])("rejects a row with %s and says which: %o", (reason, over) => {
    const { orders, rejected } = read([aRow(), aRow(over)]);
    expect(rejected).toMatchObject([{ file: "orders.csv", row: 3, reason }]);
    expect(orders.flatMap((order) => order.lines)).toHaveLength(1);
  });
});

describe("members of the sample", () => {
  it("reads an empty cell as not known, and consent by channel", () => {
    const { members } = readSample([aMember("1", { phone: "" })], [], catalogue);
    expect(members).toMatchObject([{ phone: null, email: "ada@example.org", consent: { sms: true, email: false } }]);
  });

  it("rejects a customer who stands there twice", () => {
    const { members, rejected } = readSample([aMember("1"), aMember("1")], [], catalogue);
    expect(members).toHaveLength(1);
    expect(rejected).toMatchObject([{ file: "members.csv", row: 3, reason: "customer-twice" }]);
  });
});

describe("cancellations, which name no order", () => {
  const twoOrders = [
    aRow({ InvoiceNo: "500001", Quantity: "10", UnitPrice: "0.85" }),
    aRow({ InvoiceNo: "500002", Quantity: "4", UnitPrice: "1.00", InvoiceDate: "2011-02-01T10:00:00" }),
    aRow({ InvoiceNo: "500003", Quantity: "9", InvoiceDate: "2011-04-01T10:00:00" }),
  ];

  it("take back from the latest earlier order, at the price that it was paid", () => {
    const { refunds } = read([...twoOrders, cancels({ Quantity: "-3", UnitPrice: "0.85" })]);
    expect(refunds).toMatchObject([
      { refundId: "C500009-500002", orderId: "500002", at: "2011-03-01T10:00:00Z", amountMinor: 300 },
    ]);
    expect(refunds[0]?.lines).toEqual([{ lineId: "1", quantity: 3, amountMinor: 300, namedMinor: 255, rows: [5] }]);
  });

  it("go on to the order before when the latest has too little left, as a refund of its own", () => {
    const { refunds, rejected } = read([...twoOrders, cancels({ Quantity: "-6" })]);
    expect(refunds.map((refund) => [refund.refundId, refund.lines[0]?.quantity])).toEqual([
      ["C500009-500001", 2],
      ["C500009-500002", 4],
    ]);
    expect(rejected).toEqual([]);
  });

  it("leave what no earlier order holds to the import report", () => {
    const { refunds, rejected } = read([...twoOrders, cancels({ Quantity: "-16" })]);
    expect(refunds.reduce((sum, refund) => sum + (refund.lines[0]?.quantity ?? 0), 0)).toBe(14);
    expect(rejected).toMatchObject([{ row: 5, reason: "no-earlier-order-has-it-left", unmatchedQuantity: 2 }]);
  });

  it("never touch another customer's order, another sku's, or one of the same minute", () => {
    const { refunds, rejected } = read([
      ...twoOrders,
      cancels({ CustomerID: "15000" }),
      cancels({ InvoiceNo: "C2", StockCode: "9" }),
      cancels({ InvoiceNo: "C3", InvoiceDate: "2011-01-10T10:00:00" }),
    ]);
    expect(refunds).toEqual([]);
    expect(rejected.map((line) => line.row)).toEqual([5, 6, 7]);
  });

  it("fold two lines about the same purchase into one line of the refund", () => {
    const { refunds } = read([...twoOrders, cancels({ Quantity: "-1" }), cancels({ Quantity: "-2" })]);
    expect(refunds[0]?.lines).toMatchObject([{ lineId: "1", quantity: 3, rows: [5, 6] }]);
  });
});

const row = fc.record({
  invoice: fc.integer({ min: 1, max: 8 }),
  sku: fc.constantFrom("20719", "22423", "POST"),
  quantity: fc.integer({ min: 1, max: 5 }),
  price: fc.constantFrom("0.85", "1", "12.5", "0", "0.001"),
  customer: fc.constantFrom("14849", "15000"),
  cancels: fc.boolean(),
});

const rows = fc.array(row, { maxLength: 40 }).map((drawn) =>
  drawn.map((line) => {
    // An invoice belongs to one customer, is of one day, and either orders or cancels.
    const number = `${line.customer}${line.invoice}`;
    const day = String(line.invoice + 9).padStart(2, "0");
    return aRow({
      InvoiceNo: line.cancels ? `C${number}` : number,
      StockCode: line.sku,
      Quantity: String(line.cancels ? -line.quantity : line.quantity),
      UnitPrice: line.price,
      CustomerID: line.customer,
      InvoiceDate: `2011-01-${day}T${line.cancels ? "15" : "10"}:00:00`,
    });
  }),
);

/** What a sample says, without the row numbers, which follow the file. */
const saying = (sample: Sample): unknown =>
  JSON.parse(
    JSON.stringify({ orders: sample.orders, refunds: sample.refunds }, (key, value) =>
      key === "row" || key === "rows" ? undefined : value,
    ),
  );

describe("whatever the rows", () => {
  it("every row ends in an order, in a refund or among the rejected, with its whole quantity", () => {
    fc.assert(
      fc.property(rows, (given) => {
        const sample = read(given);
        const quantities = new Map(given.map((line, index) => [index + 2, Math.abs(Number(line.Quantity))]));
        const accounted = new Map<number, number>();
        const account = (at: number, quantity: number) => accounted.set(at, (accounted.get(at) ?? 0) + quantity);
        for (const order of sample.orders) for (const line of order.lines) account(line.row, line.quantity);
        for (const line of sample.rejected) account(line.row, line.unmatchedQuantity ?? quantities.get(line.row) ?? 0);
        for (const refund of sample.refunds) {
          for (const line of refund.lines) {
            const [only, ...others] = line.rows;
            if (only !== undefined && others.length === 0) account(only, line.quantity);
            // Folded lines are counted together, against the first of their rows.
            else for (const at of line.rows) quantities.delete(at);
          }
        }
        for (const [at, quantity] of quantities) expect([at, accounted.get(at)]).toEqual([at, quantity]);
      }),
    );
  });

  it("an order is never refunded more than it sold, nor before it was placed", () => {
    fc.assert(
      fc.property(rows, (given) => {
        const { orders, refunds } = read(given);
        for (const order of orders) {
          const back = refunds.filter((refund) => refund.orderId === order.orderId);
          expect(back.every((refund) => refund.at > order.at && refund.customerId === order.customerId)).toBe(true);
          for (const line of order.lines) {
            const taken = back.flatMap((refund) => refund.lines).filter((refunded) => refunded.lineId === line.lineId);
            const quantity = taken.reduce((sum, refunded) => sum + refunded.quantity, 0);
            expect(quantity).toBeLessThanOrEqual(line.quantity);
            expect(taken.reduce((sum, refunded) => sum + refunded.amountMinor, 0)).toBe(quantity * line.unitPriceMinor);
          }
        }
      }),
    );
  });

  it("the order of the rows makes no difference", () => {
    const shuffled = rows.chain((given) =>
      fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
    );
    fc.assert(
      fc.property(shuffled, ([given, other]) => {
        expect(saying(read(other))).toEqual(saying(read(given)));
      }),
    );
  });
});
