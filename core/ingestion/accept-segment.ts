import type * as z from "zod";
import type { SegmentAnswer } from "../contract/answers.ts";
import { acceptReadings, type Caller } from "./accept-events.ts";
import { fromSegment } from "./from-segment.ts";
import type { KeepPorts } from "./keep-events.ts";
import { type Reading, readEvent } from "./read-event.ts";
import { pointerTo, problemItems, type Refusal } from "./refusal.ts";

export type SegmentOutcome = Omit<z.infer<typeof SegmentAnswer>, "success">;

/**
 * Maps, reads and keeps the messages of a batch: `POST /v1/batch`. A problem points at the message; its sentence begins
 * with the field of our event that is wrong, since Segment's have other names.
 */
export async function acceptSegment(
  sent: readonly unknown[],
  caller: Caller,
  ports: KeepPorts,
): Promise<SegmentOutcome> {
  const mapped = sent.map((message, index) => ({ index, message, mapped: fromSegment(message) }));
  const meant = mapped.filter(({ mapped: { kind } }) => kind !== "ignored");
  const readings = meant.map(({ message, mapped: result }): Reading => {
    if (result.kind === "event") return readEvent(result.event, caller);
    const because: Refusal = {
      path: [],
      code: "unmappable",
      details: { detail: result.kind === "unmappable" ? result.because : "" },
    };
    return { kind: "refused", eventId: messageIdOf(message), refusals: [because] };
  });
  const answer = await acceptReadings(
    readings,
    (position, { refusals }) => {
      const pointer = pointerTo("", ["batch", meant[position]?.index ?? position]);
      const items = problemItems("", refusals, caller.language);
      return items.map((item) => ({
        ...item,
        pointer,
        message: item.pointer === "" ? item.message : `${item.pointer.slice(1).replaceAll("/", ".")} ${item.message}`,
      }));
    },
    caller,
    ports,
  );
  const results = answer.results
    .map((result) => ({ ...result, index: meant[result.index]?.index ?? result.index }))
    .filter(({ status }) => status !== "accepted");
  return { ...answer, results, ignored: sent.length - meant.length };
}

function messageIdOf(message: unknown): string | undefined {
  const id = typeof message === "object" && message !== null && "messageId" in message ? message.messageId : undefined;
  return typeof id === "string" ? id.slice(0, 100) : undefined;
}
