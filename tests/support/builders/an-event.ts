import type { EventOf } from "../../../core/members/apply-context.ts";

/** What every stored event has beside its type and data: of member `m_1`, from the web shop, on 1 September 2011. */
export const envelope = (eventId: string) => ({
  memberId: "m_1",
  channel: "web",
  eventId,
  occurredAt: "2011-09-01T10:00:00.000Z",
  receivedAt: "2011-09-01T10:00:01.000Z",
  historic: false,
});

type Event = EventOf<"product.viewed">;

/** An event that no rule listens to: somebody looked at a teapot. */
export const anEvent = (change: Partial<Event> = {}): Event => ({
  ...envelope("e_view"),
  type: "product.viewed",
  data: { sku: "TEAPOT" },
  ...change,
});
