import { describe, expect, it, test } from "vitest";
import { offerProblems } from "../../../core/programme/check-offer.ts";
import { Offer } from "../../../core/programme/offer.ts";
import { anOffer } from "../../support/builders/a-programme.ts";

const problemsOf = (offer: Offer, others: Offer[] = []): string[] =>
  offerProblems(offer, [], { offers: [offer, ...others], tiers: ["gold"] }).map(
    ({ pointer, code }) => `${pointer} ${code}`,
  );
const { faceMinor: _, ...bare } = anOffer();
const percent = (change: Partial<Offer> = {}): Offer => ({ ...bare, kind: "percent-off", percent: 0.2, ...change });

test("an offer as it was saved before coupons had more than two kinds is read as it was", () => {
  const before = {
    id: "newcomer",
    name: { en: "Newcomer's gift", "zh-CN": "新会员见面礼" },
    kind: "amount-off",
    faceMinor: 1_000,
    thresholdMinor: 5_000,
    validDays: 14,
  };
  expect(Offer.parse(before)).toEqual(before);
  expect(problemsOf(Offer.parse(before))).toEqual([]);
});

test.each<[string, Offer]>([
  ["an amount", anOffer({ scope: { categories: { include: ["fruit"], exclude: ["meat"] }, tiers: ["ordinary"] } })],
  ["a percentage with a cap", percent({ capMinor: 500, exclusiveGroup: "a", stacksWith: "any" })],
  ["all of some goods", percent({ percent: 1, scope: { skus: { include: ["mug"] } } })],
  ["free delivery up to a cap", { ...bare, kind: "free-delivery", capMinor: 800 }],
  ["a gift", { ...bare, kind: "gift", giftSku: "mug", worthMinor: 600, validFrom: "2026-12-01" }],
  ["a window of one day", anOffer({ validFrom: "2026-12-01", validUntil: "2026-12-01" })],
])("%s is sound", (_what, offer) => {
  expect(Offer.parse(offer)).toEqual(offer);
  expect(problemsOf(offer)).toEqual([]);
});

describe("an offer without what its kind needs isn't read", () => {
  test.each<[string, Partial<Record<keyof Offer, unknown>>, string]>([
    ["an amount of nothing", { faceMinor: 0 }, "faceMinor"],
    ["a percentage without one", { kind: "percent-off", faceMinor: undefined }, "percent"],
    ["a percentage over 1", { kind: "percent-off", faceMinor: undefined, percent: 1.2 }, "percent"],
    ["a gift that isn't named", { kind: "gift", faceMinor: undefined, worthMinor: 5 }, "giftSku"],
    ["a gift that is worth nothing", { kind: "gift", faceMinor: undefined, giftSku: "mug" }, "worthMinor"],
    ["neither days nor a window's end", { validDays: undefined, validFrom: "2026-12-01" }, "validDays"],
    ["a day that isn't there", { validUntil: "2026-02-30" }, "validUntil"],
    ["a fraction of a penny", { faceMinor: 0.5 }, "faceMinor"],
    ["an amount below 0", { thresholdMinor: -1 }, "thresholdMinor"],
  ])("%s", (_what, change, field) => {
    const parsed = Offer.safeParse({ ...anOffer(), ...change });
    expect(parsed.error?.issues.map(({ path }) => path.join("."))).toContain(field);
  });
});

describe("terms that contradict each other are refused, with where they stand", () => {
  test.each<[string, Offer, string]>([
    ["an amount of its threshold", anOffer({ faceMinor: 2_500 }), "/thresholdMinor threshold-too-low"],
    ["all goods for nothing", percent({ percent: 1 }), "/percent percent-too-high"],
    ["half a hundredth", percent({ percent: 0.125 }), "/percent percent-not-whole"],
    ["a cap of nothing", percent({ capMinor: 0 }), "/capMinor cap-of-nothing"],
    [
      "a percentage on free delivery",
      { ...bare, kind: "free-delivery", percent: 0.1 },
      "/percent field-of-another-kind",
    ],
    ["a gift with an amount", anOffer({ giftSku: "mug" }), "/giftSku field-of-another-kind"],
    [
      "a window that ends before it begins",
      anOffer({ validFrom: "2026-12-02", validUntil: "2026-12-01" }),
      "/validUntil window-ends-before-it-begins",
    ],
    [
      "a category that is in and out",
      anOffer({ scope: { categories: { include: ["fruit", "meat"], exclude: ["meat"] } } }),
      "/scope/categories/exclude/0 excludes-what-it-includes",
    ],
    [
      "a sku that is in and out",
      anOffer({ scope: { skus: { include: ["a"], exclude: ["b", "a"] } } }),
      "/scope/skus/exclude/1 excludes-what-it-includes",
    ],
    [
      "overlapping exclusions",
      anOffer({ scope: { categories: { exclude: ["fruit", "fruit"] } } }),
      "/scope/categories/exclude/1 named-twice",
    ],
    ["a store twice", anOffer({ scope: { stores: ["s1", "s1"] } }), "/scope/stores/1 named-twice"],
    ["a tier that isn't there", anOffer({ scope: { tiers: ["gold", "tin"] } }), "/scope/tiers/1 tier-unknown"],
    [
      "an exclusion of its own group",
      anOffer({ exclusiveGroup: "a", stacksWith: ["a"] }),
      "/stacksWith/0 stacks-with-itself",
    ],
    ["a group that no offer is in", anOffer({ stacksWith: ["z"] }), "/stacksWith/0 group-unknown"],
  ])("%s", (_what, offer, problem) => {
    expect(problemsOf(offer)).toEqual([problem]);
  });

  it("stacking that the other side doesn't return", () => {
    const asks = anOffer({ id: "asks", exclusiveGroup: "a", stacksWith: ["b"] });
    const other = (stacksWith: Offer["stacksWith"]) => anOffer({ id: "other", exclusiveGroup: "b", stacksWith });
    expect(problemsOf(asks, [other("none")])).toEqual(["/stacksWith/0 stacking-one-sided"]);
    expect(problemsOf(asks, [other(undefined)])).toEqual(["/stacksWith/0 stacking-one-sided"]);
    expect(problemsOf(asks, [other("any")])).toEqual([]);
    expect(problemsOf(asks, [other(["a"])])).toEqual([]);
  });
});
