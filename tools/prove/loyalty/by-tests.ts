import type { Claim } from "../claim.ts";
import { linesOfTests } from "../main-job/run-tests.ts";

/** How many random histories and baskets are drawn for each property. */
const RUNS = { RUNS: "10000" };
/** Ten thousand take minutes where the suite's hundreds take seconds. */
const PATIENTLY = ["--testTimeout", "600000"];

/** Claims that tests hold; each test is a line. */
const byTests = (
  name: string,
  says: string,
  args: string[],
  more: { env?: Record<string, string>; limitSeconds: number },
): Claim => ({
  name,
  says,
  run: (ground) => linesOfTests(ground, { folder: name, args, ...more }),
});

export const histories = byTests(
  "histories",
  "10,000 random histories, merges among them: lots = balance = sum of entries, and what came back whole leaves nothing behind",
  ["--project", "fast", ...PATIENTLY, "tests/flows/loyalty-histories.test.ts", "tests/core/loyalty/ledger"],
  { env: RUNS, limitSeconds: 900 },
);

export const interleavings = byTests(
  "interleavings",
  "in the core: the last points, the last coupon, a transfer and a merge, with loads and commits in any order, and killed at each call",
  [
    ...["--project", "fast", ...PATIENTLY],
    ...["tests/core/loyalty/allotments", "tests/core/loyalty/offers", "tests/core/loyalty/stored-value"],
    ...["tests/core/loyalty/every-interleaving.test.ts", "tests/core/loyalty/spend-points.test.ts"],
    ...["tests/core/loyalty/transfer-points.test.ts", "tests/core/loyalty/merge-at-once.test.ts"],
    ...["tests/core/loyalty/checkout/checkout.test.ts", "tests/flows/points-under-fire.test.ts"],
  ],
  { env: { RUNS: "1000" }, limitSeconds: 300 },
);

export const quote = byTests(
  "quote",
  "a quote is the best of all combinations on 10,000 random baskets, by brute force",
  ["--project", "fast", ...PATIENTLY, "tests/core/loyalty/checkout"],
  { env: RUNS, limitSeconds: 600 },
);

export const close = byTests(
  "close",
  "a day of 100,000 entries closes; one removed, altered or late is found, named and handled",
  ["--project", "fast", ...PATIENTLY, "tests/core/loyalty/close"],
  { env: { RUNS: "100000", STORIES: "1000" }, limitSeconds: 600 },
);

/** On one deployed stack, over HTTP: crowds, kills, stories, bad input and the page's worked example. */
export const deployed: Claim = {
  name: "deployed",
  says: "on a deployed stack, over HTTP: 32 in flight, killed at each call, the stories, bad input and the worked example",
  run: (ground) =>
    linesOfTests(ground, {
      folder: "deployed",
      args: [
        ...["--project", "e2e"],
        ...["points-under-load", "allotments-under-load", "checkout-quote", "worked-example"].map(fileOf),
        ...["withheld-refund", "merge-accounts", "discrepancies"].map(fileOf),
        // Every handler and job that moves value, at every call that it makes: four minutes.
        ...["checkout-killed", "value-killed", "coupons-killed", "nightly-killed", "close-killed"].map(fileOf),
        ...["tiers", "stored-value", "referral", "mall-and-lottery", "nightly-close", "value-bad-input"].map(fileOf),
      ],
      env: { PERENNIAL_STATE_DIR: ground.folder("state"), KILLS: "40", CROWD: "2000" },
      limitSeconds: 1_200,
    }),
};

export const madeOf = byTests(
  "made-of",
  "ledger, points, coupons, stored value, tiers, referral, mall, checkout and close, by their tests",
  ["--project", "fast", "tests/core/loyalty", "tests/core/programme", "tests/statemachines", "tests/flows"],
  { limitSeconds: 300 },
);

function fileOf(name: string): string {
  return `tests/e2e/${name}.test.ts`;
}
