import type { Claim } from "../claim.ts";
import { benchRun } from "./bench-run.ts";

const LEAST_SHARE_AT_25 = 0.5;

/** What the door costs beside a bare function that writes as many items. */
export const ingestionRate: Claim = {
  name: "ingestion-rate",
  says: "ingestion takes events in at least half as fast as a bare function writes as many items",
  async run(ground) {
    const { ingestion = [] } = await benchRun(ground, ["ingestion"]);
    return ingestion.map(({ kind, perCall, product, bare, share }) => ({
      claim: `${kind}, ${perCall} a call, beside a bare function`,
      figure: `${product.perSecond.toFixed(0)}/s and ${bare.perSecond.toFixed(0)}/s bare: ${(share * 100).toFixed(0)} % (call p50 ${product.callMs.p50.toFixed(0)} and ${bare.callMs.p50.toFixed(0)} ms)`,
      bar: perCall === 25 ? "at least half" : "shown",
      passed: perCall !== 25 || share >= LEAST_SHARE_AT_25,
    }));
  },
};
