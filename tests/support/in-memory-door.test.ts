import type { StoredEvent } from "../../core/contract/event.ts";
import { doorContract } from "./door-contract.ts";
import { InMemoryDoor } from "./in-memory-door.ts";

doorContract("in memory", () => {
  const door = new InMemoryDoor();
  return {
    log: door,
    vault: door,
    eventsOf: async (memberId) =>
      [...door.events.values()]
        .filter((event): event is StoredEvent => "memberId" in event && event.memberId === memberId)
        .sort((a, b) => (a.occurredAt < b.occurredAt ? 1 : -1)),
  };
});
