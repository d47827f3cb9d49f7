import type * as z from "zod";
import { Tiers } from "../../../core/programme/tiers.ts";

const levels = [
  { id: "silver", name: { en: "Silver", "zh-CN": "银卡" }, threshold: 100_000, benefits: { pointsTimes: 1.1 } },
  { id: "gold", name: { en: "Gold", "zh-CN": "金卡" }, threshold: 300_000, benefits: { pointsTimes: 1.5 } },
  { id: "platinum", name: { en: "Platinum", "zh-CN": "铂金卡" }, threshold: 1_000_000, benefits: { pointsTimes: 2 } },
];

/** Silver from 1,000, Gold from 3,000, Platinum from 10,000 spent in 365 days; reviewed yearly, with 30 days of grace. */
export const aLadder = (change: z.input<typeof Tiers> = {}): Tiers => Tiers.parse({ levels, ...change });
