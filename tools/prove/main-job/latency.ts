import { countJourney, STORIES } from "../../bench/count-journey.ts";
import { inMilliseconds } from "../../bench/percentile.ts";
import type { Claim } from "../claim.ts";
import { benchRun } from "./bench-run.ts";

const GOAL_P99_MS = 5_000;
const VIEW_P99_MS = 2_000;
const WAITS = 200;
const LEAST_PER_SECOND = 5;

/** States of the way that these members go, as `docs/cost.md` counts them: a quiet member who orders in the first wait. */
async function statesWalked(): Promise<number> {
  const story = STORIES.find(({ journey, buysOnDay }) => journey === "dormant" && buysOnDay !== undefined);
  return story === undefined ? 0 : (await countJourney(story)).path.length;
}

/** How soon an order ends a wait, and how soon it is seen. */
export const latency: Claim = {
  name: "latency",
  says: "an order ends its member's wait and is in the 360° view within seconds",
  async run(ground) {
    const { goals, orders = [], views } = await benchRun(ground, ["goals", "views"]);
    const sustained = orders.find(({ perCall }) => perCall === 1);
    const batched = orders.find(({ perCall }) => perCall !== 1);
    if (!goals || !sustained || !batched || !views) throw new Error("the run measured less than was asked for");
    const walked = await statesWalked();
    return [
      {
        claim: `goal during a wait → wait ended, ${goals.openWaits} waits open, an order every ${(1000 / goals.ordersPerSecond).toFixed(0)} ms`,
        figure: `${inMilliseconds(goals.spread)}; ${goals.endedOtherwise} ended otherwise`,
        bar: `p99 under ${GOAL_P99_MS} ms, ${WAITS} of ${WAITS} by the goal`,
        passed: goals.spread.p99 < GOAL_P99_MS && goals.spread.count >= WAITS && goals.endedOtherwise === 0,
      },
      {
        claim: `orders that this run sustains until rest, ${sustained.orders} one a call, and half of it`,
        figure: `${sustained.perSecond.toFixed(1)}/s, half ${(sustained.perSecond / 2).toFixed(1)}/s, tried ${views.perSecond.toFixed(1)}/s; ${batched.perCall} a call ${batched.perSecond.toFixed(1)}/s`,
        bar: `at least ${LEAST_PER_SECOND}/s tried`,
        // The pace is that of timers: a tenth less than what was meant is no other pace.
        passed: views.perSecond >= LEAST_PER_SECOND && views.perSecond >= (sustained.perSecond / 2) * 0.9,
      },
      {
        claim: "accepted event → readable in the 360° view, single orders at that pace",
        figure: `${inMilliseconds(views.afterAccepted)}; from the POST on ${inMilliseconds(views.afterPosted)}; ${views.neverSeen} never seen`,
        bar: `p99 under ${VIEW_P99_MS} ms, none unseen`,
        passed: views.afterPosted.p99 < VIEW_P99_MS && views.neverSeen === 0,
      },
      {
        claim: "states that the engine's histories entered, and those that the counted walk of the same way enters",
        figure: `${goals.statesEntered.fewest} to ${goals.statesEntered.most}, and ${walked}`,
        bar: "equal",
        passed: goals.statesEntered.fewest === walked && goals.statesEntered.most === walked,
      },
    ];
  },
};
