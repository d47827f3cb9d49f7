import { ingestionFigure, ingestionLabel } from "../../bench/ingestion-rate.ts";
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
      const held = rate.perCall === 25 && !rate.withWhatFollows;
      return {
        claim: `${ingestionLabel(rate)}, beside a bare function behind the same authorizer`,
        figure: ingestionFigure(rate),
        bar: held ? "at least half" : "shown",
        passed: !held || rate.share >= LEAST_SHARE_AT_25,
      };
    });
  },
};
