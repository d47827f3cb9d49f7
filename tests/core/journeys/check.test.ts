import { describe, expect, it } from "vitest";
import { check, type Question } from "../../../core/journeys/check.ts";
import { UnknownEnrolmentError } from "../../../core/journeys/settle-wait.ts";
import type { Coupon } from "../../../core/loyalty/coupons/coupon.ts";
import { issueClaim } from "../../../core/members/claim-key.ts";
import { dayNumber } from "../../../core/scoring/day-number.ts";
import { applyOrder, emptySummary, type Summary } from "../../../core/scoring/summary.ts";
import { aCoupon } from "../../support/builders/a-coupon.ts";
import { aDormantEnrolment, anEnrolment } from "../../support/builders/an-enrolment.ts";

const NOW = "2011-09-08T09:00:00.000Z";
const orderOn = (day: string): Summary =>
  applyOrder(emptySummary(), { orderDay: dayNumber(day), netMinor: 100, goodsMinor: 100 });

/** Asks about a member with one enrolment, a summary and the coupon that a step gave. */
function ask(
  question: Question,
  world: { enrolment?: ReturnType<typeof anEnrolment>; summary?: Summary; coupon?: Coupon; givenBy?: string } = {},
) {
  const { enrolment = anEnrolment(), summary, coupon, givenBy = "welcome" } = world;
  const { memberId, enrolmentId } = enrolment;
  return check({ memberId, enrolmentId, ...question }, NOW, {
    store: { enrolment: async (_member, id) => (id === "e_1" ? enrolment : undefined) },
    members: {
      load: async (_member, { claims = [], couponCodes = [] }) => ({
        memberId,
        head: undefined,
        ...(summary ? { summary: { value: summary, version: 1 } } : {}),
        coupons: coupon && couponCodes.includes(coupon.code) ? { [coupon.code]: { value: coupon, version: 1 } } : {},
        claims:
          coupon && claims.includes(issueClaim(enrolmentId, givenBy))
            ? { [issueClaim(enrolmentId, givenBy)]: { code: coupon.code } }
            : {},
      }),
    },
  });
}

it("still quiet: nothing ordered after the day that the silence began", async () => {
  const enrolment = aDormantEnrolment();
  expect(await ask({ question: "still-quiet" }, { enrolment })).toBe(true);
  expect(await ask({ question: "still-quiet" }, { enrolment, summary: orderOn("2011-08-01") })).toBe(true);
  expect(await ask({ question: "still-quiet" }, { enrolment, summary: orderOn("2011-09-07") })).toBe(false);
});

it("has bought: any order that stands", async () => {
  expect(await ask({ question: "has-bought" })).toBe(false);
  expect(await ask({ question: "has-bought" }, { summary: orderOn("2011-09-07") })).toBe(true);
});

describe("the coupon that a reminder speaks of", () => {
  const question = { question: "coupon-unused", step: "day-7-reminder" } as const;
  const good = aCoupon({ state: "issued", lapsesAt: "2011-09-16T23:00:00.000Z" });

  it("is unused while it was issued and neither used nor lapsed", async () => {
    expect(await ask(question, { coupon: good })).toBe(true);
    expect(await ask(question, {})).toBe(false);
    expect(await ask(question, { coupon: { ...good, state: "redeemed" } })).toBe(false);
    expect(await ask(question, { coupon: { ...good, lapsesAt: NOW } })).toBe(false);
  });

  it("is the one of the step that gave it, not of another", async () => {
    expect(await ask(question, { coupon: good, givenBy: "day-3-offer" })).toBe(false);
    const reminder = { question: "coupon-unused", step: "reminder" } as const;
    expect(await ask(reminder, { enrolment: aDormantEnrolment(), coupon: good, givenBy: "offer" })).toBe(true);
  });

  it("is none for a message that speaks of no coupon", async () => {
    expect(await ask({ question: "coupon-unused", step: "day-7-news" }, { coupon: good })).toBe(false);
  });
});

it("a machine without an enrolment is a fault of ours", async () => {
  await expect(ask({ question: "has-bought" }, { enrolment: anEnrolment({ enrolmentId: "e_2" }) })).rejects.toThrow(
    UnknownEnrolmentError,
  );
});
