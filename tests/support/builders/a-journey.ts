import type { Journey, JourneyStep } from "../../../core/programme/programme.ts";

/** A step that says something with the coupon of `offer`, when one is named. */
export function aStep(change: Partial<JourneyStep> = {}): JourneyStep {
  return { template: "with-coupon", channels: ["sms", "email"], channelMode: "first", worthHours: 48, ...change };
}

/** A wait of so many days that ends at ten in the morning. */
export function aWaitOf(afterDays: number): JourneyStep {
  return { afterDays, atHour: "10:00", channelMode: "first", worthHours: 48 };
}

/** The welcome journey, sound under `aProgramme()`; nobody is held out unless the test says so. */
export function aJourney(change: Partial<Journey> = {}): Journey {
  return {
    id: "welcome",
    name: { en: "Welcome", "zh-CN": "新会员欢迎" },
    enabled: true,
    machine: "welcome",
    trigger: { kind: "joining" },
    maxAgeHours: 48,
    holdOutShare: 0,
    experiment: "welcome-1",
    capPer30Days: 4,
    steps: {
      welcome: aStep({ offer: "newcomer" }),
      "wait-day-3": aWaitOf(3),
      "day-3-offer": aStep({ offer: "repurchase" }),
      "day-3-story": aStep({ template: "story" }),
      "wait-day-7": aWaitOf(7),
      "day-7-reminder": aStep(),
      "day-7-news": aStep({ template: "story" }),
    },
    ...change,
  };
}

/** The dormant ladder with two rungs, sound under `aProgramme()`. */
export function aDormantJourney(change: Partial<Journey> = {}): Journey {
  return aJourney({
    id: "dormant",
    name: { en: "Dormant wake-up", "zh-CN": "沉睡会员唤醒" },
    machine: "dormant",
    trigger: { kind: "quiet", stepsDays: [30, 90] },
    maxAgeHours: 72,
    experiment: "dormant-1",
    steps: {
      "quiet-30": aStep({ offer: "quiet-30" }),
      "quiet-30-reminder": aStep(),
      "quiet-90": aStep({ offer: "quiet-90", channelMode: "all" }),
      "quiet-90-reminder": aStep(),
      "wait-for-order": aWaitOf(7),
      "wait-for-lapse": aWaitOf(7),
    },
    ...change,
  });
}
