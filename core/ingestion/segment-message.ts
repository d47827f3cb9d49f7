import * as z from "zod";

/** Of a message, what is read; Segment's clients send much beside it. */
export const SegmentMessage = z.object({
  type: z.string(),
  messageId: z.string(),
  timestamp: z.string(),
  event: z.string().optional(),
  userId: z.union([z.string(), z.number().transform(String)]).nullish(),
  anonymousId: z.string().nullish(),
  properties: z.record(z.string(), z.unknown()).default({}),
  traits: z.record(z.string(), z.unknown()).default({}),
  context: z
    .object({
      locale: z.unknown().optional(),
      timezone: z.unknown().optional(),
      traits: z.record(z.string(), z.unknown()).optional(),
    })
    .partial()
    .default({}),
});
export type SegmentMessage = z.infer<typeof SegmentMessage>;
