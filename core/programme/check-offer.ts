import type { ProblemItem } from "../contract/problem.ts";
import { pointerOf } from "../contract/schema-problems.ts";
import { LONGEST_OFFER_NAME } from "../engagement/message-variables.ts";
import { mostOff } from "../loyalty/allotments/room-for-issue.ts";
import { letsBeside } from "../loyalty/coupons/stacking.ts";
import { ORDINARY } from "../loyalty/tiers/tier.ts";
import type { Offer, OfferKind } from "./offer.ts";
import { codeProblems, limitProblems } from "./offer-limits.ts";

type Found = (field: readonly PropertyKey[], code: string, message: string) => void;

/** What an offer's terms speak of beside itself: the programme's other offers, and its tiers. */
export interface OfferSurroundings {
  offers: readonly Offer[];
  tiers: readonly string[];
}

/** Everything that makes no sense in an offer; `at` is the path of the offer itself. */
export function offerProblems(offer: Offer, at: readonly PropertyKey[], around: OfferSurroundings): ProblemItem[] {
  const problems: ProblemItem[] = [];
  const found: Found = (field, code, message) =>
    problems.push({ pointer: pointerOf([...at, ...field]), code, message });

  for (const [language, name] of Object.entries(offer.name)) {
    if (name.trim() === "" || name.length > LONGEST_OFFER_NAME) {
      found(["name", language], "name-length", `1 to ${LONGEST_OFFER_NAME} characters: it stands in messages`);
    }
  }
  fieldsOfOthers(offer, found);
  worth(offer, found);
  window(offer, found);
  scope(offer, around, found);
  stacking(offer, around, found);
  return [...problems, ...limitProblems(offer, mostOff(offer), at), ...codeProblems(offer, around, at)];
}

/** Fields that only some kinds have. */
const HAVE: Record<"faceMinor" | "percent" | "capMinor" | "giftSku" | "worthMinor", readonly OfferKind[]> = {
  faceMinor: ["amount-off"],
  percent: ["percent-off"],
  capMinor: ["percent-off", "free-delivery"],
  giftSku: ["gift"],
  worthMinor: ["gift"],
};

function fieldsOfOthers(offer: Offer, found: Found): void {
  for (const [field, kinds] of Object.entries(HAVE)) {
    if (offer[field as keyof typeof HAVE] !== undefined && !kinds.includes(offer.kind)) {
      found([field], "field-of-another-kind", `${offer.kind} has none: it belongs to ${kinds.join(", ")}`);
    }
  }
}

function worth({ kind, faceMinor = 0, percent = 0, capMinor, thresholdMinor, scope }: Offer, found: Found): void {
  if (kind === "amount-off" && thresholdMinor > 0 && faceMinor >= thresholdMinor) {
    const sound = `more than faceMinor (${faceMinor}), or 0 for no threshold`;
    found(["thresholdMinor"], "threshold-too-low", `would give the goods away: ${sound}`);
  }
  if (capMinor === 0) found(["capMinor"], "cap-of-nothing", "a cap of 0 takes nothing off: leave it out");
  if (kind !== "percent-off") return;
  const hundredths = percent * 100;
  if (Math.abs(hundredths - Math.round(hundredths)) > 1e-9) {
    found(["percent"], "percent-not-whole", "a whole number of hundredths, such as 0.15");
  }
  const named = scope?.categories?.include ?? scope?.skus?.include;
  if (percent === 1 && capMinor === undefined && named === undefined) {
    found(["percent"], "percent-too-high", "would give all goods away: set a cap, or name the goods that are free");
  }
}

function window({ validFrom, validUntil }: Offer, found: Found): void {
  if (validFrom !== undefined && validUntil !== undefined && validUntil < validFrom) {
    found(["validUntil"], "window-ends-before-it-begins", `not before validFrom (${validFrom})`);
  }
}

function scope({ scope: named }: Offer, { tiers }: OfferSurroundings, found: Found): void {
  if (named === undefined) return;
  for (const by of ["categories", "skus"] as const) {
    const { include = [], exclude = [] } = named[by] ?? {};
    for (const [at, one] of exclude.entries()) {
      if (include.includes(one)) {
        found(["scope", by, "exclude", at], "excludes-what-it-includes", `${one} is included: one or the other`);
      }
    }
    repeated(include, ["scope", by, "include"], found);
    repeated(exclude, ["scope", by, "exclude"], found);
  }
  for (const by of ["stores", "channels", "tiers"] as const) repeated(named[by] ?? [], ["scope", by], found);
  for (const [at, tier] of (named.tiers ?? []).entries()) {
    if (tier !== ORDINARY && !tiers.includes(tier)) {
      found(["scope", "tiers", at], "tier-unknown", `the programme has ${[ORDINARY, ...tiers].join(", ")}`);
    }
  }
}

function repeated(list: readonly string[], path: readonly PropertyKey[], found: Found): void {
  for (const [at, one] of list.entries()) {
    if (list.indexOf(one) < at) found([...path, at], "named-twice", `${one} stands above already`);
  }
}

/** Two coupons stack when each lets the other: a group that is named and doesn't answer would never take effect. */
function stacking({ stacksWith, exclusiveGroup }: Offer, { offers }: OfferSurroundings, found: Found): void {
  if (!Array.isArray(stacksWith)) return;
  repeated(stacksWith, ["stacksWith"], found);
  for (const [at, group] of stacksWith.entries()) {
    const path = ["stacksWith", at];
    const members = offers.filter((other) => other.exclusiveGroup === group);
    if (group === exclusiveGroup) {
      found(
        path,
        "stacks-with-itself",
        `one coupon of ${group} alone may be used: it can't stand beside its own group`,
      );
    } else if (members.length === 0) {
      found(path, "group-unknown", `no offer is in ${group}`);
    } else if (!members.some((other) => letsBeside(other, exclusiveGroup))) {
      found(path, "stacking-one-sided", `no offer of ${group} stacks with this one: both must agree`);
    }
  }
}
