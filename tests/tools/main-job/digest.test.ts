import { describe, expect, it } from "vitest";
import { digestOf } from "../../../tools/main-job/digest.ts";

const member = {
  memberId: "m_a",
  customerId: "1",
  pointsBalance: 10,
  pointsOwed: 0,
  recencyDays: 3,
  frequency: 1,
  monetaryMinor: 1000,
  r: 5,
  f: 1,
  m: 2,
  segment: "new",
};
const entry = (number: number, points: number) => ({
  memberId: "m_a",
  number,
  hash: `h${number}`,
  account: "points",
  kind: "earn",
  amount: points,
  points,
  because: { source: `web:${points}`, rule: "points" },
  occurredOn: "2011-09-01",
  bookedOn: "2011-09-01",
});
const message = (couponCode: string) => ({
  memberId: "m_a",
  journey: "welcome",
  step: "welcome",
  channel: "sms",
  at: "2011-09-01T10:00:00Z",
  text: `Use ${couponCode} today`,
  couponCode,
});
const lines = (...rows: object[]) => rows.map((row) => JSON.stringify(row)).join("\n");
const files = (over: Partial<Parameters<typeof digestOf>[0]> = {}) => ({
  "members.jsonl": lines(member),
  "ledger.jsonl": lines(entry(1, 4), entry(2, 6)),
  "messages.jsonl": lines(message("AAAA-1")),
  "enrolments.jsonl": "",
  ...over,
});

describe("the digest of a run", () => {
  const one = digestOf(files()).all;

  it("is the same whatever the rows' order, the entries' numbers and hashes, and the coupons' codes", () => {
    const other = digestOf(
      files({ "ledger.jsonl": lines(entry(1, 6), entry(2, 4)), "messages.jsonl": lines(message("ZZZZ-9")) }),
    ).all;
    expect(other).toBe(one);
  });

  it("is another when a business field differs, and says in which file", () => {
    const other = digestOf(files({ "ledger.jsonl": lines(entry(1, 4), entry(2, 7)) }));
    expect(other.all).not.toBe(one);
    expect(other.each["members.jsonl"]).toBe(digestOf(files()).each["members.jsonl"]);
    expect(other.each["ledger.jsonl"]).not.toBe(digestOf(files()).each["ledger.jsonl"]);
  });

  it("refuses a dump that lacks a field it is made of", () => {
    const { segment, ...lacking } = member;
    expect(segment).toBe("new");
    expect(() => digestOf(files({ "members.jsonl": lines(lacking) }))).toThrow(/segment/);
  });
});
