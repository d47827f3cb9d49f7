import * as z from "zod";

/** Fields that many calls have in common. */
export const memberIdField = z.string().regex(/^m_[a-z2-7]{20}$/, "m_ and 20 characters");

/** Points that one call may move: whole, a thousand million at most. */
export const points = z.int().min(1).max(1_000_000_000);

/** Who acts by hand. */
export const operator = z.string().trim().min(1).max(100);

/** Why it is done by hand: on record for good. */
export const reason = z.string().trim().min(3).max(500);
