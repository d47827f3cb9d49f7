import type { ProblemItem } from "../contract/problem.ts";
import { pointerOf } from "../contract/schema-problems.ts";
import { LONGEST_OFFER_NAME } from "../engagement/message-variables.ts";
import type { Offer } from "./programme.ts";

/** Everything that makes no sense in an offer; `at` is the path of the offer itself. */
export function offerProblems(offer: Offer, at: readonly PropertyKey[]): ProblemItem[] {
  const problems: ProblemItem[] = [];
  const found = (field: readonly string[], code: string, message: string) =>
    problems.push({ pointer: pointerOf([...at, ...field]), code, message });

  for (const [language, name] of Object.entries(offer.name)) {
    if (name.trim() === "" || name.length > LONGEST_OFFER_NAME) {
      found(["name", language], "name-length", `1 to ${LONGEST_OFFER_NAME} characters: it stands in messages`);
    }
  }
  if (offer.kind === "amount-off") {
    if (offer.percent !== undefined) found(["percent"], "field-of-another-kind", "amount-off has faceMinor alone");
    if (offer.capMinor !== undefined) found(["capMinor"], "field-of-another-kind", "amount-off needs no cap");
    if (offer.thresholdMinor > 0 && (offer.faceMinor ?? 0) >= offer.thresholdMinor) {
      found(
        ["thresholdMinor"],
        "threshold-too-low",
        `would give the goods away: more than faceMinor (${offer.faceMinor}), or 0 for no threshold`,
      );
    }
  } else {
    if (offer.faceMinor !== undefined) found(["faceMinor"], "field-of-another-kind", "percent-off has percent");
    const hundredths = (offer.percent ?? 0) * 100;
    if (Math.abs(hundredths - Math.round(hundredths)) > 1e-9) {
      found(["percent"], "percent-not-whole", "a whole number of hundredths, such as 0.15");
    }
    if (offer.capMinor === 0) found(["capMinor"], "cap-of-nothing", "a cap of 0 takes nothing off: leave it out");
  }
  return problems;
}
