import type { Claim } from "../claim.ts";
import { coverage } from "../holdout-method.ts";
import { linesOfTests } from "./run-tests.ts";

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** The hold-out method on made outcomes: a known lift is covered, no lift is seldom seen, each verdict has its case. */
export const holdout: Claim = {
  name: "holdout",
  says: "the hold-out method: coverage, false alarms, and a made case for each verdict",
  async run(ground) {
    const asked = { seeds: 1_000, members: 20_000, holdOutShare: 0.2, lift: 0.03 };
    ground.say(
      `${asked.seeds} seeds of ${asked.members} members, ${percent(asked.lift)} of the treated order once more`,
    );
    const { covered, falseAlarms, found } = coverage(asked);
    const verdicts = await linesOfTests(ground, {
      folder: "verdicts",
      args: ["--project", "fast", "tests/core/insight/incremental.test.ts"],
      limitSeconds: 120,
    });
    return [
      {
        claim: "the 95 % interval covers a known lift",
        figure: `${percent(covered)} of ${asked.seeds} seeds (the lift was seen in ${percent(found)})`,
        bar: "93–97 %",
        passed: covered >= 0.93 && covered <= 0.97,
      },
      {
        claim: "A/A: the interval excludes zero",
        figure: `${percent(falseAlarms)} of ${asked.seeds} seeds`,
        bar: "3–7 %",
        passed: falseAlarms >= 0.03 && falseAlarms <= 0.07,
      },
      ...verdicts.filter((line) => !line.passed || line.claim.includes("proven")),
    ];
  },
};
