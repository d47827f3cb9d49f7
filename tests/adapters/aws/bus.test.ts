import type { PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { describe, expect, it } from "vitest";
import { BusError, eventBus } from "../../../adapters/aws/bus.ts";
import type { Announcement } from "../../../core/contract/announcement.ts";

const announcement = (index: number): Announcement => ({
  type: "SegmentChanged",
  memberId: "m_1",
  seq: 1,
  index,
  id: `m_1/1/${index}`,
  occurredAt: "2011-09-01T10:00:00.000Z",
  bookedOn: "2011-09-01",
  from: null,
  to: "new",
});
const some = (count: number) => Array.from({ length: count }, (_, index) => announcement(index));

/** A bus that refuses an entry, by its id, as often as it is told. */
function aBus(refusals: Record<string, number> = {}) {
  const calls: string[][] = [];
  const left = { ...refusals };
  const send = async ({ input }: PutEventsCommand) => {
    const entries = input.Entries ?? [];
    const ids = entries.map((entry) => (JSON.parse(entry.Detail ?? "") as Announcement).id);
    calls.push(ids);
    const Entries = ids.map((id) => {
      const refused = (left[id] ?? 0) > 0;
      if (refused) left[id] = (left[id] ?? 0) - 1;
      return refused ? { ErrorCode: "ThrottlingException" } : { EventId: id };
    });
    return { FailedEntryCount: Entries.filter((entry) => "ErrorCode" in entry).length, Entries };
  };
  const pauses: number[] = [];
  const pause = async (attempt: number) => void pauses.push(attempt);
  const client = { send } as unknown as Parameters<typeof eventBus>[2];
  return { bus: eventBus("bus", pause, client), calls, pauses };
}

describe("the bus", () => {
  it("gets ten announcements a call, in their order", async () => {
    const { bus, calls } = aBus();
    await bus.publish(some(23));
    expect(calls.map((ids) => ids.length)).toEqual([10, 10, 3]);
    expect(calls.flat()).toEqual(some(23).map(({ id }) => id));
  });

  it("gets those again that it refused inside a call that succeeded, and them alone", async () => {
    const { bus, calls, pauses } = aBus({ "m_1/1/1": 1, "m_1/1/3": 2 });
    await bus.publish(some(5));
    expect(calls.slice(1)).toEqual([["m_1/1/1", "m_1/1/3"], ["m_1/1/3"]]);
    expect(pauses).toEqual([1, 2]);
  });

  it("that refuses three times is an outage, which names what wasn't published", async () => {
    const { bus } = aBus({ "m_1/1/2": 3 });
    const publishing = bus.publish(some(5));
    await expect(publishing).rejects.toThrow(BusError);
    await expect(publishing).rejects.toThrow("m_1/1/2: ThrottlingException");
  });
});
