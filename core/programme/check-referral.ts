import type { ProblemItem } from "../contract/problem.ts";
import { pointerOf } from "../contract/schema-problems.ts";
import type { ReferralRules } from "./referral.ts";

/** Everything that makes no sense in the rules of referral, beside these offers. */
export function referralProblems(
  rules: ReferralRules,
  at: readonly PropertyKey[],
  offers: readonly { id: string }[],
): ProblemItem[] {
  const problems: ProblemItem[] = [];
  if (rules.enabled && rules.referrer === undefined && rules.friend === undefined) {
    problems.push({ pointer: pointerOf(at), code: "rewards-missing", message: "nobody would get anything" });
  }
  for (const side of ["referrer", "friend"] as const) {
    const reward = rules[side];
    if (reward?.kind === "offer" && !offers.some(({ id }) => id === reward.offer)) {
      const pointer = pointerOf([...at, side, "offer"]);
      problems.push({ pointer, code: "offer-unknown", message: `no offer is called ${reward.offer}` });
    }
  }
  return problems;
}
