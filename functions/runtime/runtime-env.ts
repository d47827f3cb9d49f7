import * as z from "zod";

/** What every function has, whatever else the catalog gives it. */
export const runtimeEnv = z
  .object({ CLOCK: z.enum(["system", "turned"]), STAGE: z.string(), PROGRAMME_TABLE: z.string() })
  .parse(process.env);
