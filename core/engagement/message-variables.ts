import { Temporal } from "temporal-polyfill";
import type { Coupon } from "../loyalty/coupons/coupon.ts";
import type { Language } from "../programme/programme.ts";

/** What a message's copy may name. All of it is text that is filled in as it is, never read as a template. */
export interface MessageVariables {
  member: { givenName: string };
  shop: { name: string };
  coupon?: CouponVariables;
}

export interface CouponVariables {
  code: string;
  /** The offer's name in the member's language. */
  name: string;
  /** What it takes off: `£5`, `20%`, in Chinese `8折`; `free delivery`; `a gift`. */
  value: string;
  /** What the goods must come to; absent when there is no threshold, so that copy can ask for it by `if`. */
  threshold?: string;
  /** The last day on which it is good, in the shop's zone. */
  lapsesOn: string;
}

/** Every path that copy may name. */
export const GENERAL_VARIABLES = ["member.givenName", "shop.name"] as const;
/** Those that need a coupon; `coupon` itself may be asked for by `if`. */
export const COUPON_VARIABLES = [
  "coupon",
  "coupon.code",
  "coupon.name",
  "coupon.value",
  "coupon.threshold",
  "coupon.lapsesOn",
] as const;

/** A name in a message is cut here, so that the length of an SMS has a bound that can be checked when copy is saved. */
export const LONGEST_GIVEN_NAME = 30;
export const LONGEST_OFFER_NAME = 40;

/** The longest that variables can come to, in characters that make an SMS dearest: what a text's length is checked with. */
export const LONGEST_VARIABLES = (shopName: string): MessageVariables => ({
  member: { givenName: "名".repeat(LONGEST_GIVEN_NAME) },
  shop: { name: shopName },
  coupon: {
    code: "C".repeat(16),
    name: "名".repeat(LONGEST_OFFER_NAME),
    // "free delivery" is longer than any amount.
    value: "9".repeat(13),
    threshold: "9".repeat(12),
    lapsesOn: "9".repeat(16),
  },
});

// Controls (line ends among them, which would part a mail's subject), lone surrogates, and the marks that turn the
// direction of all text after them.
const UNFIT_FOR_A_LINE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu;

/** A person's name as one short line of text; what can't be shown is left out. */
export function nameInALine(name: string | undefined): string {
  const line = (name ?? "").replace(UNFIT_FOR_A_LINE, " ").replace(/\s+/g, " ").trim();
  return line.length <= LONGEST_GIVEN_NAME ? line : cutAt(line, LONGEST_GIVEN_NAME);
}

/** Cut after whole characters, of which none (an emoji with its modifiers) is parted. */
function cutAt(text: string, length: number): string {
  let cut = "";
  for (const { segment } of new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text)) {
    if (cut.length + segment.length > length) break;
    cut += segment;
  }
  return cut.trim();
}

const LOCALE: Record<Language, string> = { en: "en-GB", "zh-CN": "zh-CN" };

/** An amount of minor units as people write it: `£5`, `£7.50`, `¥50`. */
export function moneyText(minor: number, currency: string, language: Language): string {
  const format = new Intl.NumberFormat(LOCALE[language], {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    trailingZeroDisplay: "stripIfInteger",
  });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(minor / 10 ** digits);
}

/** A share taken off: `20%`; Chinese shops say what is left to pay, in tenths: `8折`. */
function percentText(percent: number, language: Language): string {
  const hundredths = Math.round(percent * 100);
  return language === "zh-CN" ? `${(100 - hundredths) / 10}折` : `${hundredths}%`;
}

const KIND_TEXT = {
  "free-delivery": { en: "free delivery", "zh-CN": "免配送费" },
  gift: { en: "a gift", "zh-CN": "赠品" },
} as const;

function valueText({ kind, faceMinor = 0, percent = 0, currency }: Coupon, language: Language): string {
  if (kind === "amount-off") return moneyText(faceMinor, currency, language);
  return kind === "percent-off" ? percentText(percent, language) : KIND_TEXT[kind][language];
}

/** The last day before the coupon lapses. `lapsesAt` is the end of that day, which is the start of the next. */
export function lastDayOf(lapsesAt: string, shopZone: string): Temporal.PlainDate {
  return Temporal.Instant.from(lapsesAt).subtract({ milliseconds: 1 }).toZonedDateTimeISO(shopZone).toPlainDate();
}

/** What copy may say of a coupon. */
export function couponVariables(
  coupon: Coupon,
  offerName: string,
  shopZone: string,
  language: Language,
): CouponVariables {
  const { code, thresholdMinor, currency, lapsesAt } = coupon;
  const lapsesOn = lastDayOf(lapsesAt, shopZone).toLocaleString(LOCALE[language], { day: "numeric", month: "long" });
  return {
    code,
    name: offerName,
    value: valueText(coupon, language),
    ...(thresholdMinor > 0 ? { threshold: moneyText(thresholdMinor, currency, language) } : {}),
    lapsesOn,
  };
}
