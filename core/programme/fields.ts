import * as z from "zod";

/** Fields that the programme's parts have in common. Shares are 0 to 1, money is in minor units of its currency. */
export const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/);
export const share = z.number().min(0).max(1);
export const minor = z.int().min(0).max(1_000_000_000);
/** What a thing is called, in both languages. */
export const names = z.strictObject({ en: z.string().min(1).max(100), "zh-CN": z.string().min(1).max(100) });
/** Multiplies what is earned: 2 doubles it, 1.5 gives half as much again. Whole hundredths. */
export const times = z.number().min(0).max(100);
