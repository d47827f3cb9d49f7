import type { Verdict } from "../../core/insight/incremental.ts";

/** The custom property that a verdict is coloured by. */
export function verdictTone(verdict: Verdict): "gain" | "loss" | "open" {
  if (verdict === "proven gain") return "gain";
  return verdict === "proven loss" ? "loss" : "open";
}
