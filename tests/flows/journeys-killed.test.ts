import { describe, expect, it } from "vitest";
import { STORIES, told } from "../support/journey-stories.ts";
import type { Acting } from "../support/journey-world.ts";

/** Whoever is killed here has everything that it did repeated: by its queue, its machine's Retry, or the next sweep. */
const REPEATED: Acting[] = [
  "journeys/enrol",
  "journeys/wait",
  "journeys/wake",
  "journeys/check",
  "journeys/close",
  "journeys/sweep-due",
  "loyalty/issue-coupon",
];

describe.each(STORIES)("$name", (story) => {
  it("ends with nobody stuck and every message sent once", async () => {
    const { outcome } = await told(story);
    expect(outcome.stuck).toEqual([]);
    expect(outcome.enrolments.map(({ state }) => state)).toEqual(["closed"]);
    expect(Object.keys(outcome.delivered).length).toBeGreaterThan(1);
    expect(Object.values(outcome.delivered).every((times) => times === 1)).toBe(true);
  });

  it.each(REPEATED)("comes to the same when %s is killed after any of its calls", async (acting) => {
    const undisturbed = await told(story);
    const calls = undisturbed.calls[acting] ?? 0;
    for (let afterCall = 1; afterCall <= calls; afterCall += 1) {
      const { outcome } = await told(story, { killed: { acting, afterCall } });
      expect(outcome, `${acting} killed after call ${afterCall} of ${calls}`).toEqual(undisturbed.outcome);
    }
  });

  it("leaves nobody stuck and sends nothing twice when engagement/send is killed after any of its calls", async () => {
    const undisturbed = await told(story);
    const calls = undisturbed.calls["engagement/send"] ?? 0;
    expect(calls).toBeGreaterThan(10);
    for (let afterCall = 1; afterCall <= calls; afterCall += 1) {
      const { outcome } = await told(story, { killed: { acting: "engagement/send", afterCall } });
      const what = `killed after call ${afterCall} of ${calls}`;
      expect(outcome.stuck, what).toEqual([]);
      expect(outcome.enrolments, what).toEqual(undisturbed.outcome.enrolments);
      expect(
        Object.values(outcome.delivered).every((times) => times === 1),
        what,
      ).toBe(true);
      // What was claimed and not yet handed over is given up at most: a promotion is never sent again.
      expect(Object.keys(outcome.delivered).length, what).toBeGreaterThanOrEqual(
        Object.keys(undisturbed.outcome.delivered).length - 1,
      );
    }
  });

  it("needs no engine that sees a wait's function fail: its first call has left enough to go on from", async () => {
    const undisturbed = await told(story);
    const calls = undisturbed.calls["journeys/wait"] ?? 0;
    for (let afterCall = 1; afterCall <= calls; afterCall += 1) {
      const killed = { acting: "journeys/wait", afterCall } as const;
      const { outcome } = await told(story, { killed, seesErrorsOfWaits: false });
      expect(outcome, `killed after call ${afterCall} of ${calls}`).toEqual(undisturbed.outcome);
    }
  });
});
