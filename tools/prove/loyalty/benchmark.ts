import { countCheckout } from "../../bench/count-checkout.ts";
import type { Claim } from "../claim.ts";
import { benchRun } from "../main-job/bench-run.ts";

const LEAST_SHARE = 0.8;

/** Checkouts beside the same requests bare, lots that end in one run, and what a checkout writes. */
export const benchmark: Claim = {
  name: "benchmark",
  says: "checkouts reach 80 % of the same requests issued bare; 10,000 members' lots end in one run that reads no other",
  async run(ground) {
    const { checkouts, expiry } = await benchRun(ground, ["checkouts", "expiry"]);
    if (checkouts === undefined || expiry === undefined) throw new Error("the benchmark told of no checkouts");
    const share = checkouts.perSecond / checkouts.barePerSecond;
    const units = await countCheckout(3);
    return [
      {
        claim: `checkouts committed (coupon, points, tier), ${checkouts.inFlight} in flight, beside the same requests bare`,
        figure: `${checkouts.perSecond.toFixed(0)}/s, bare ${checkouts.barePerSecond.toFixed(0)}/s (${(100 * share).toFixed(0)} %); ${checkouts.requests} requests, ${checkouts.written} items in the transaction`,
        bar: "at least 80 %",
        passed: share >= LEAST_SHARE,
      },
      {
        claim: "members whose lots end in one run of the job; members that it reads",
        figure: `${expiry.expired} of ${expiry.due} in ${expiry.seconds.toFixed(1)} s; ${expiry.read} read, ${expiry.notDue} had nothing due`,
        bar: "all of 10,000, and none that has nothing due",
        passed: expiry.expired === expiry.due && expiry.due >= 10_000 && expiry.read <= expiry.due * 2,
      },
      {
        claim: "write units of a commit, and of its refund (order of three lines, paid with points in part)",
        figure: `${units.commit.writeUnits} and ${units.refund.writeUnits}`,
        bar: "counted; held by a test",
        passed: units.commit.writeUnits > 0 && units.refund.writeUnits > 0,
      },
    ];
  },
};
