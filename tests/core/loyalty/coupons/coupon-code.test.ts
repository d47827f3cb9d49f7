import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CouponCodeError, couponCode, readCouponCode } from "../../../../core/loyalty/coupons/coupon-code.ts";

const signature = (text: string) => createHmac("sha256", "key").update(text).digest("base64url");
const codes = fc.string({ minLength: 1 }).map((text) => couponCode(signature(text)));
const ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

describe("a coupon's code", () => {
  it("is the same for the same cause, and another for any other", () => {
    expect(couponCode(signature("e_1#welcome"))).toBe(couponCode(signature("e_1#welcome")));
    const many = Array.from({ length: 20_000 }, (_, at) => couponCode(signature(`e_${at}#welcome`)));
    expect(new Set(many).size).toBe(many.length);
  });

  it("is twelve characters without 0, O, 1 and I, each as likely as any other", () => {
    const many = Array.from({ length: 20_000 }, (_, at) => couponCode(signature(`e_${at}`)));
    const counts = new Map<string, number>();
    for (const code of many) {
      expect(code).toMatch(/^[2-9A-HJ-NP-Z]{12}$/);
      for (const symbol of code) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
    }
    // 240,000 draws of 32: 7,500 each, give or take 85; six of those is one chance in 10^8 a symbol.
    for (const symbol of ALPHABET) expect(Math.abs((counts.get(symbol) ?? 0) - 7_500)).toBeLessThan(510);
  });

  it("may be typed in any case, with hyphens and spaces", () => {
    const code = couponCode(signature("e_1"));
    expect(readCouponCode(` ${code.slice(0, 4).toLowerCase()}-${code.slice(4, 8)} ${code.slice(8)}`)).toBe(code);
  });

  it("is told from any other with one wrong character", () => {
    fc.assert(
      fc.property(codes, fc.nat({ max: 11 }), fc.constantFrom(...ALPHABET), (code, at, symbol) => {
        fc.pre(code[at] !== symbol);
        expect(readCouponCode(code)).toBe(code);
        expect(readCouponCode(code.slice(0, at) + symbol + code.slice(at + 1))).toBeUndefined();
      }),
    );
  });

  it("is told from one with two neighbours swapped, but for 2 and Z", () => {
    fc.assert(
      fc.property(codes, fc.nat({ max: 10 }), (code, at) => {
        const [a = "", b = ""] = code.slice(at, at + 2);
        fc.pre(a !== b && !["2Z", "Z2"].includes(a + b));
        expect(readCouponCode(code.slice(0, at) + b + a + code.slice(at + 2))).toBeUndefined();
      }),
    );
  });

  it.each(["", "ABC", "0OI1AAAAAAAA", "' OR 1=1 --", "🎁".repeat(12), "A".repeat(10_000)])("is not %j", (typed) => {
    expect(readCouponCode(typed)).toBeUndefined();
  });

  it("is made of nothing shorter than itself", () => {
    expect(() => couponCode("short")).toThrow(CouponCodeError);
    expect(() => couponCode("no base64!!!")).toThrow(CouponCodeError);
  });
});
