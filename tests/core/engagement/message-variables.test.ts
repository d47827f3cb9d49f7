import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  couponVariables,
  LONGEST_GIVEN_NAME,
  moneyText,
  nameInALine,
} from "../../../core/engagement/message-variables.ts";
import { aCoupon } from "../../support/builders/a-coupon.ts";

describe("a name in a message", () => {
  test.each([
    ["stays as it is", "Zoë", "Zoë"],
    ["is one line", "Ann\r\nBcc: all@example.org", "Ann Bcc: all@example.org"],
    ["turns no text round", "Ann\u202Egnp.exe", "Ann gnp.exe"],
    ["has no lone surrogate", "Ann\uD800", "Ann"],
    ["keeps what looks like a template as text", "{{ shop.name }}", "{{ shop.name }}"],
    ["is cut", "x".repeat(100), "x".repeat(30)],
    ["may be missing", undefined, ""],
    ["isn't parted within a family", "👨‍👩‍👧‍👦".repeat(3), "👨‍👩‍👧‍👦".repeat(2)],
  ])("%s", (_what, name, line) => {
    expect(nameInALine(name)).toBe(line);
  });

  test("is one short line whatever it holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (name) => {
        const line = nameInALine(name);
        expect(line.length).toBeLessThanOrEqual(LONGEST_GIVEN_NAME);
        expect(line).not.toMatch(/[\r\n\u2028\u2029\u202E]/);
        expect(line).toBe(line.trim());
      }),
    );
  });
});

test.each([
  [500, "GBP", "en", "£5"],
  [750, "GBP", "en", "£7.50"],
  [5_000, "CNY", "zh-CN", "¥50"],
  [5_000, "CNY", "en", "¥50"],
  [500, "JPY", "en", "¥500"],
  [1_234_567, "GBP", "en", "£12,345.67"],
] as const)("%i minor units of %s in %s are %s", (minor, currency, language, text) => {
  expect(moneyText(minor, currency, language)).toBe(text);
});

describe("a coupon in a message", () => {
  test("names its value, its threshold and its last day in the shop's zone", () => {
    // Lapses at the end of the 15th in London, where summer time runs.
    const coupon = aCoupon({ code: "ABCD", lapsesAt: "2011-09-15T23:00:00.000Z" });
    expect(couponVariables(coupon, "A gift", "Europe/London", "en")).toEqual({
      code: "ABCD",
      name: "A gift",
      value: "£5",
      threshold: "£25",
      lapsesOn: "15 September",
    });
    expect(couponVariables(coupon, "礼", "Europe/London", "zh-CN").lapsesOn).toBe("9月15日");
  });

  test("has no threshold to speak of when there is none", () => {
    expect(couponVariables(aCoupon({ thresholdMinor: 0 }), "A gift", "Europe/London", "en")).not.toHaveProperty(
      "threshold",
    );
  });

  test("says a share as people do: 15% off, in Chinese what is left to pay", () => {
    const { faceMinor: _face, ...bare } = aCoupon();
    const coupon = { ...bare, kind: "percent-off" as const, percent: 0.15 };
    expect(couponVariables(coupon, "A gift", "Europe/London", "en").value).toBe("15%");
    expect(couponVariables(coupon, "礼", "Europe/London", "zh-CN").value).toBe("8.5折");
  });
});
