import type * as z from "zod";
import type { Offer } from "../../../core/programme/offer.ts";
import { Programme, type Template } from "../../../core/programme/programme.ts";

/** An offer of £5 off from £25, good for 14 days. */
export function anOffer(change: Partial<Offer> = {}): Offer {
  return {
    id: "newcomer",
    name: { en: "Newcomer's gift", "zh-CN": "新会员见面礼" },
    kind: "amount-off",
    faceMinor: 500,
    thresholdMinor: 2_500,
    validDays: 14,
    ...change,
  };
}

/** A template for both channels in both languages that speaks of a coupon. */
export function aTemplate(change: Partial<Template> = {}): Template {
  const copy = (subject: string, body: string) => ({ subject, body });
  return {
    id: "with-coupon",
    sms: {
      en: { body: "Hi {{ member.givenName }}, {{ coupon.value }} off: {{ coupon.code }}" },
      "zh-CN": { body: "{{ member.givenName }}您好，立减{{ coupon.value }}：{{ coupon.code }}" },
    },
    email: {
      en: copy("A gift from {{ shop.name }}", "Hi {{ member.givenName }}, {{ coupon.value }} off: {{ coupon.code }}"),
      "zh-CN": copy("{{ shop.name }}的礼物", "{{ member.givenName }}您好，立减{{ coupon.value }}：{{ coupon.code }}"),
    },
    ...change,
  };
}

/** A sound programme in GBP whose offers and templates the journeys of `aJourney` name. */
export function aProgramme(change: Partial<z.input<typeof Programme>> = {}): Programme {
  return Programme.parse({
    name: "Corner Shop",
    currency: "GBP",
    timeZone: "Europe/London",
    language: "en",
    liveSince: "2011-08-31",
    points: { perMajorUnit: 1, expireDays: 365, liabilityMinorPer1000: 5_000 },
    scoring: { windowDays: 365 },
    contact: { quietHours: { from: "21:00", to: "09:00" }, capPerDay: 2, capPer7Days: 4 },
    finance: {
      marginByCategory: { kitchen: 0.4 },
      marginDefault: 0.4,
      feeMinorPer1000: { sms: 4_000, email: 100 },
    },
    coupons: { graceDays: 7 },
    offers: [
      anOffer(),
      anOffer({ id: "repurchase", faceMinor: 300, thresholdMinor: 2_000 }),
      anOffer({ id: "quiet-30", thresholdMinor: 3_000, validDays: 15 }),
      anOffer({ id: "quiet-90", faceMinor: 1_000, thresholdMinor: 4_000, validDays: 15 }),
    ],
    templates: [
      aTemplate(),
      aTemplate({
        id: "story",
        sms: { en: { body: "A story." } },
        email: { en: { subject: "A story", body: "Once." } },
      }),
    ],
    ...change,
  });
}
