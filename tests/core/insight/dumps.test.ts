import { describe, expect, it } from "vitest";
import { dumpsOf } from "../../../core/insight/dumps.ts";
import type { MemberFile, NightStanding } from "../../../core/insight/member-file.ts";
import { aCoupon } from "../../support/builders/a-coupon.ts";
import { aMessage } from "../../support/builders/a-message.ts";
import { anEnrolment } from "../../support/builders/an-enrolment.ts";

const aFile = (file: Partial<MemberFile> = {}): MemberFile => ({
  memberId: "m_1",
  entries: [],
  orders: [],
  coupons: [],
  enrolments: [],
  messages: [],
  refusals: [],
  ...file,
});

const standing = (change: Partial<NightStanding> = {}): NightStanding => ({
  memberId: "m_1",
  recencyDays: 3,
  frequency: 2,
  monetaryMinor: 4_200,
  r: 5,
  f: 4,
  m: 4,
  segment: "champions",
  ...change,
});

const dump = (files: MemberFile[], last: NightStanding[] = [], first: NightStanding[] = []) =>
  dumpsOf({
    files,
    first: new Map(first.map((row) => [row.memberId, row])),
    last: new Map(last.map((row) => [row.memberId, row])),
    customerIds: new Map([["m_1", "12373"]]),
  });

const lines = (text: string): Record<string, unknown>[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

describe("the dumps", () => {
  it("say of a member what the programme holds, and how the nights found it", () => {
    const file = aFile({
      registeredAt: "2011-09-01T10:00:00Z",
      accounts: { points: { balance: 12, owed: 0, lots: [] } },
    });
    expect(lines(dump([file], [standing()], [standing({ segment: "lost" })]).members)).toEqual([
      {
        memberId: "m_1",
        customerId: "12373",
        registeredAt: "2011-09-01T10:00:00Z",
        pointsBalance: 12,
        pointsOwed: 0,
        recencyDays: 3,
        frequency: 2,
        monetaryMinor: 4_200,
        r: 5,
        f: 4,
        m: 4,
        segment: "champions",
        segmentBefore: "lost",
      },
    ]);
  });

  it("have null for scores of a member without an order in the window, not the nought that is stored", () => {
    const quiet = standing({
      recencyDays: null,
      frequency: 0,
      monetaryMinor: 0,
      r: 0,
      f: 0,
      m: 0,
      segment: "inactive",
    });
    const [row] = lines(dump([aFile()], [quiet], [quiet]).members);
    expect(row).toMatchObject({ recencyDays: null, r: null, f: null, m: null, segment: null, segmentBefore: null });
    expect(lines(dump([aFile({ memberId: "m_2" })]).members)[0]).toMatchObject({
      customerId: null,
      registeredAt: null,
    });
  });

  it("are the same text in whatever order members and their items were read", () => {
    const files = [
      aFile({
        memberId: "m_2",
        messages: [
          aMessage({ memberId: "m_2", at: "2011-09-04T10:00:00Z" }),
          aMessage({ memberId: "m_2", at: "2011-09-02T10:00:00Z" }),
        ],
        enrolments: [anEnrolment({ memberId: "m_2", occasion: "b" }), anEnrolment({ memberId: "m_2", occasion: "a" })],
        coupons: [aCoupon({ code: "B" }), aCoupon({ code: "A" })],
      }),
      aFile(),
    ];
    const turned = files.toReversed().map((file) => ({
      ...file,
      messages: file.messages.toReversed(),
      enrolments: file.enrolments.toReversed(),
      coupons: file.coupons.toReversed(),
    }));
    expect(dump(turned)).toEqual(dump(files));
    expect(lines(dump(files).members).map(({ memberId }) => memberId)).toEqual(["m_1", "m_2"]);
    expect(lines(dump(files).messages).map(({ at }) => at)).toEqual(["2011-09-02T10:00:00Z", "2011-09-04T10:00:00Z"]);
  });

  it("leave no field out: what has no value is null", () => {
    const file = aFile({ enrolments: [anEnrolment()], coupons: [aCoupon()], messages: [aMessage()] });
    const { enrolments, coupons, messages } = dump([file]);
    expect(lines(enrolments)[0]).toMatchObject({ leftAt: null, why: null });
    expect(lines(coupons)[0]).toMatchObject({ redeemed: null });
    expect(Object.keys(lines(messages)[0] ?? {})).toEqual([
      "memberId",
      "journey",
      "step",
      "channel",
      "at",
      "state",
      "subject",
      "text",
      "couponCode",
    ]);
  });
});
