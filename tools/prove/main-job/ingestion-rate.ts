import { ingestionLabel } from "../../bench/ingestion-rate.ts";
import type { Claim } from "../claim.ts";
import { benchRun } from "./bench-run.ts";

const LEAST_SHARE_AT_25 = 0.5;

/** What the door costs beside a bare function that writes as many items. */
export const ingestionRate: Claim = {
  name: "ingestion-rate",
  says: "ingestion takes events in at least half as fast as a bare function writes as many items",
  async run(ground) {
    const { ingestion = [] } = await benchRun(ground, ["ingestion"]);
    return ingestion.map((rate) => {
      const { perCall, withWhatFollows, product, bare, share } = rate;
      const held = perCall === 25 && !withWhatFollows;
      return {
        claim: `${ingestionLabel(rate)}, beside a bare function`,
        figure: `${product.perSecond.toFixed(0)}/s and ${bare.perSecond.toFixed(0)}/s bare: ${(share * 100).toFixed(0)} % (call p50 ${product.callMs.p50.toFixed(0)} and ${bare.callMs.p50.toFixed(0)} ms)`,
        bar: held ? "at least half" : "shown",
        passed: !held || share >= LEAST_SHARE_AT_25,
      };
    });
  },
};
