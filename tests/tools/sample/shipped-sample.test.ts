import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { chosen } from "../../../tools/sample/choose-members.ts";
import { inventMembers } from "../../../tools/sample/invent-members.ts";
import { loadSample } from "../../../tools/sample/load-sample.ts";
import { memberRows, orderRows } from "../../../tools/sample/sample-rows.ts";

const sample = loadSample("samples");
const rows = orderRows(readFileSync("samples/orders.csv", "utf8"));
const sum = (amounts: number[]): number => amounts.reduce((total, amount) => total + amount, 0);
/** Pence by another way than the reader's: rounding is safe at these magnitudes. */
const pence = (price: string): number => Math.round(Number(price) * 100);

describe("the shipped sample", () => {
  it("holds 348 members, chosen by their id alone", () => {
    expect(sample.members).toHaveLength(348);
    expect(sample.members.every((member) => chosen(member.customerId))).toBe(true);
  });

  it("accounts for every penny of every row: ordered, rejected, taken back or left unmatched", () => {
    const ofRows = (rejected: readonly { row: number }[]) => new Set(rejected.map((line) => line.row));
    const whole = ofRows(sample.rejected.filter((line) => line.unmatchedQuantity === undefined));
    const kept = rows.flatMap((row, index) => (whole.has(index + 2) ? [] : [row]));
    const amounts = kept.map((row) => Number(row.Quantity) * pence(row.UnitPrice));
    expect(sum(sample.orders.map((order) => order.totalMinor))).toBe(sum(amounts.filter((amount) => amount > 0)));

    const unmatched = sample.rejected.map((line) => {
      const row = rows[line.row - 2];
      return row === undefined ? 0 : (line.unmatchedQuantity ?? 0) * pence(row.UnitPrice);
    });
    const named = sum(sample.refunds.flatMap((refund) => refund.lines.map((line) => line.namedMinor)));
    expect(named + sum(unmatched)).toBe(-sum(amounts.filter((amount) => amount < 0)));
  });

  it("accounts for every row", () => {
    const seen = new Set([
      ...sample.orders.flatMap((order) => order.lines.map((line) => line.row)),
      ...sample.refunds.flatMap((refund) => refund.lines.flatMap((line) => line.rows)),
      ...sample.rejected.map((line) => line.row),
    ]);
    expect(seen.size).toBe(rows.length);
  });

  it("comes to 1,380 orders and 252 refunds, with 75 rows for the import report", () => {
    expect([sample.orders.length, sample.refunds.length, sample.rejected.length]).toEqual([1380, 252, 75]);
    expect(Math.max(...sample.orders.map((order) => order.lines.length))).toBeLessThanOrEqual(500);
  });

  it("can call nobody: phones are of the range for drama and no two alike, mail is under example.org", () => {
    const phones = sample.members.flatMap((member) => member.phone ?? []);
    expect(phones.every((phone) => /^\+447700900\d{3}$/.test(phone))).toBe(true);
    expect(new Set(phones).size).toBe(phones.length);
    expect(sample.members.every((member) => member.email?.endsWith("@example.org") ?? true)).toBe(true);
    expect(sample.members.every((member) => member.phone !== null || member.email !== null)).toBe(true);
  });

  it("has nobody consent to a channel that they can't be reached by", () => {
    const beyondReach = sample.members.filter(
      ({ phone, email, consent }) => (phone === null && consent.sms) || (email === null && consent.email),
    );
    expect(beyondReach).toEqual([]);
  });

  it("lets everybody join before their first order", () => {
    const joined = new Map(sample.members.map((member) => [member.customerId, member.joinedAt]));
    expect(sample.orders.filter((order) => (joined.get(order.customerId) ?? "9") >= order.at)).toEqual([]);
  });

  it("is what the generator makes of the orders, whatever order their rows come in", () => {
    expect(inventMembers(rows.toReversed())).toEqual(memberRows(readFileSync("samples/members.csv", "utf8")));
  });
});
