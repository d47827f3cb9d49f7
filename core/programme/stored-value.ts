import * as z from "zod";

/** How stored value is paid in and paid with. Minor units of the programme's currency. */
export const StoredValueRules = z.strictObject({
  /** Which part pays first: what was paid in, what was given on top, or both by what is there. */
  paymentOrder: z.enum(["principal-first", "bonus-first", "proportional"]).default("principal-first"),
});
export type StoredValueRules = z.infer<typeof StoredValueRules>;
